"""A server that is slow, hangs, is killed or cannot be reached: no answer stands beside a drawing that it is not to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import ONE, SEVEN, Visit
from tests.conftest import REPOSITORY, free_port, wait_until_up

QUESTIONS = "**/component_server/**"
APP = ".gradio-container"
HEIC = REPOSITORY / "tests" / "seven.heic"
# Makes the page's patience with a server short.
HURRY = """() => {
  const wait = window.setTimeout;
  window.setTimeout = (work, delay) => wait(work, delay === 10_000 ? 200 : delay);
}"""
# What the browser and Gradio say of requests that got no answer.
UNANSWERED = ("Failed to load resource", "TypeError: Failed to fetch", "Error: Could not connect")


class Server:
    """The app in a process of its own, which tests kill, stop and start again."""

    def __init__(self, log: Path) -> None:
        self.port, self.log = free_port(), log
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "GRADIO_SERVER_PORT": str(self.port), "GRADIO_SERVER_NAME": "127.0.0.1"}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "app.py"], stdout=output, stderr=output, cwd=REPOSITORY, env=environment
            )
        wait_until_up(self.process, self.url, self.log)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    own = Server(tmp_path / "log.txt")
    own.start()
    yield own
    own.kill()


def hold_back(visitor: Visit, name: str = "") -> tuple[list[Route], Event]:
    """Has questions to the function of that name, or to any, held until `let_go`."""
    held, is_open = [], Event()

    def take(route: Route) -> None:
        is_asked = not name or f'"{name}"' in (route.request.post_data or "")
        if is_asked and not is_open.is_set():
            held.append(route)
        else:
            route.continue_()

    visitor.page.route(QUESTIONS, take)
    return held, is_open


def let_go(held: list[Route], is_open: Event) -> None:
    is_open.set()
    for route in held:
        route.continue_()


def wait_for_freshness(visitor: Visit, freshness: str) -> None:
    visitor.page.wait_for_selector(f"{APP}[data-freshness={freshness}]")


def told(visitor: Visit, way: str) -> None:
    """Waits until the part of the page that answers says that no server does."""
    panel = ".number-message" if way == "Number" else ".headline"
    visitor.page.locator(panel, has_text="not responding. Trying again").wait_for()


def assert_quiet(visitor: Visit) -> None:
    """Nothing but the browser complained, and only of requests without an answer."""
    assert [words for words in visitor.complaints if not words.startswith(UNANSWERED)] == []


def test_an_answer_is_old_at_once_and_nobody_judges_it(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    wait_for_freshness(visitor, "fresh")
    held, is_open = hold_back(visitor)
    visitor.page.evaluate(
        f"""() => {{
          digits.on('touched', () => {{ window.touchedAt = performance.now(); }});
          new MutationObserver(() => {{ window.oldAfter ??= performance.now() - window.touchedAt; }})
            .observe(document.querySelector('{APP}'), {{ attributeFilter: ['data-freshness'] }});
        }}"""
    )
    visitor.draw(ONE)
    wait_for_freshness(visitor, "old")
    assert visitor.page.evaluate("window.oldAfter") >= 100, "a quick answer comes before that, without a flicker"
    asked = len(held)
    visitor.page.get_by_role("group", name="Was it right?").get_by_role("button", name="7", exact=True).dispatch_event(
        "click"
    )
    visitor.page.locator("#draw-pad .waiting-line", has_text="longer than usual").wait_for()
    assert all("verdict" not in (route.request.post_data or "") for route in held[asked:])
    let_go(held, is_open)
    wait_for_freshness(visitor, "fresh")
    expect(visitor.page.locator("#draw-pad .waiting-line")).to_have_text("")


def test_a_busy_server_is_asked_again_when_it_says_and_not_taken_for_away(visit):
    visitor = visit()
    is_free, told_busy = Event(), []

    def answer(route: Route) -> None:
        if is_free.is_set():
            route.continue_()
        else:
            told_busy.append(route)
            route.fulfill(json={"state": "busy", "seconds": 1})

    visitor.page.route(QUESTIONS, answer)
    visitor.draw(SEVEN)
    visitor.page.locator("#draw-pad .waiting-line", has_text="longer than usual").wait_for()
    assert told_busy
    expect(visitor.page.locator(APP)).not_to_have_attribute("data-freshness", "away")
    is_free.set()
    visitor.wait_for_digit(7)
    wait_for_freshness(visitor, "fresh")
    assert_quiet(visitor)


def test_the_quick_answers_of_a_whole_drawing_never_flicker(visit):
    visitor = visit()
    visitor.page.evaluate(
        f"""() => {{
          window.fetch = async () => new Response('{{"state": "blank"}}');
          const app = document.querySelector('{APP}');
          window.seen = [];
          new MutationObserver(() => seen.push(app.dataset.freshness))
            .observe(app, {{ attributeFilter: ['data-freshness'] }});
        }}"""
    )
    visitor.draw(SEVEN, ONE)
    visitor.wait_for_state("blank")
    # A machine under load may be slow once: it is then marked once, and not at every answer.
    assert len(visitor.page.evaluate("seen")) <= 2


def test_an_explanation_that_is_long_in_coming_says_so_until_it_is_there_or_not_wanted(visit):
    visitor = visit()
    held, is_open = hold_back(visitor, "explain")
    visitor.draw_and_wait(SEVEN)
    panel = visitor.page.locator("#draw-why .why-panel")
    visitor.page.locator("#draw-pad .why-switch").click()
    expect(panel).to_contain_text("longer than usual")
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    expect(panel).not_to_contain_text("longer than usual")
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    expect(panel).to_contain_text("longer than usual")
    let_go(held, is_open)
    visitor.wait_for_explanation()
    expect(panel).not_to_contain_text("longer than usual")
    visitor.page.context.set_offline(True)
    visitor.page.locator(".tile").last.click()
    expect(panel).to_contain_text("not responding. Trying again")
    visitor.page.context.set_offline(False)
    visitor.wait_for_explanation()
    assert_quiet(visitor)


def test_each_way_in_keeps_its_own_answer_and_shows_no_other_while_the_server_hangs(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.page.get_by_role("tab", name="Number").click()
    visitor.draw(ONE)
    visitor.wait_for_summary("All 21 say 1")
    held, is_open = hold_back(visitor)
    visitor.page.get_by_role("tab", name="Draw").click()
    visitor.wait_for_summary("All 21 say 7")
    wait_for_freshness(visitor, "fresh")
    visitor.draw(ONE)
    visitor.page.get_by_role("tab", name="Number").click()
    visitor.wait_for_summary("All 21 say 1")
    visitor.page.get_by_role("tab", name="Draw").click()
    wait_for_freshness(visitor, "old")
    visitor.page.locator(".tile[data-stand=none]").last.wait_for()
    let_go(held, is_open)
    visitor.wait_for_state("answers")
    wait_for_freshness(visitor, "fresh")


def test_turning_and_judging_are_not_waited_for_without_end(visit):
    visitor = visit()
    visitor.page.evaluate(HURRY)
    visitor.page.locator("#draw-pad .why-switch").click()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_explanation()
    held, is_open = hold_back(visitor)
    visitor.page.get_by_role("group", name="Was it right?").get_by_role("button", name="7", exact=True).click()
    reply = visitor.page.locator(".reply")
    expect(reply).to_contain_text("That did not work")
    note = visitor.page.locator("#draw-why .why-note")
    visitor.page.locator("#draw-why [data-action=turn]").click()
    expect(note).to_contain_text("not responding. Trying again")
    let_go(held, is_open)
    expect(note).to_contain_text("Undo takes it back")
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    expect(reply).to_contain_text("Saved as 7")


def test_killed_stopped_and_started_anew_it_answers_by_itself(visit, server):
    visitor = visit()
    visitor.open(server.url)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    visitor.page.evaluate("window.isSamePage = true")

    server.send(signal.SIGSTOP)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    visitor.draw(ONE)
    visitor.page.locator("#draw-pad .waiting-line", has_text="longer than usual").wait_for()
    server.send(signal.SIGCONT)
    visitor.wait_for_digit(1)
    wait_for_freshness(visitor, "fresh")

    server.kill()
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.draw(SEVEN)
    told(visitor, "Draw")
    visitor.page.locator(".tile[data-stand=none]").last.wait_for()
    server.start()
    visitor.wait_for_digit(7)
    wait_for_freshness(visitor, "fresh")
    assert visitor.page.evaluate("window.isSamePage") is True
    assert_quiet(visitor)


def test_without_a_network_every_way_in_says_so_and_goes_on_when_it_is_back(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.page.context.set_offline(True)
    for way in ("Draw", "Number", "Picture"):
        visitor.page.get_by_role("tab", name=way).click()
        if way == "Picture":
            visitor.page.locator(".picture-sample").first.click()
        else:
            visitor.draw(ONE)
        told(visitor, way)
        wait_for_freshness(visitor, "away")
    visitor.page.context.set_offline(False)
    visitor.wait_for_digit(7)
    visitor.page.get_by_role("tab", name="Number").click()
    visitor.page.locator(".number-digits b", has_text="1").wait_for()
    visitor.page.get_by_role("tab", name="Picture").click()
    note = visitor.page.locator(".picture-note")
    expect(note).to_contain_text("tinted ink was read")
    visitor.page.context.set_offline(True)
    visitor.page.get_by_role("button", name="Turn by 90 degrees").click()
    told(visitor, "Picture")
    expect(note).to_have_text("")
    visitor.page.locator("#picture input[type=file]").first.set_input_files(HEIC)
    expect(note).to_contain_text("opens such photos, is not responding")
    assert_quiet(visitor)


def test_an_app_with_other_models_is_loaded_anew_with_what_was_drawn(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)

    def of_other_models(route):
        answer = json.loads(route.fetch().text())
        answer["predictions"] = answer["predictions"][1:]
        route.fulfill(json=answer)

    visitor.page.route(QUESTIONS, of_other_models, times=1)
    with visitor.page.expect_navigation():
        visitor.draw(ONE)
    visitor.page.wait_for_selector(".pad[data-inked]")
    visitor.wait_for_state("answers")
