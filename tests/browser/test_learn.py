"""The room Learn, as a class would use it: a perceptron stepped to its end, a network opened, a model trained."""

import re
from collections.abc import Callable, Iterator

import pytest

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.interface.browser import browser_routes
from digit_recognizer.interface.room_pages import room_routes
from digit_recognizer.interface.text import load_locales
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import AXE, RUN
from tests.widget.conftest import serving

THREE = ((0.3, 0.25), (0.6, 0.2), (0.6, 0.42), (0.45, 0.48), (0.65, 0.6), (0.6, 0.8), (0.3, 0.78))
STOPS = ("gates", "xor", "network", "descent", "kernel", "pooling", "lenet", "neighbours", "trust", "fooled", "train")
ENOUGH = re.compile(r"(8[5-9]|9\d)[.,]\d")  # per cent of the held-out digits


class Learner(Visit):
    """Someone who learns."""

    def text(self, key: str, **values: object) -> str:
        return load_locales()[self.page.locator("html").get_attribute("lang")][f"learn_{key}"].format(**values)

    def go(self, stop: str, settings: str = "") -> None:
        """Opens a stop by its address, as a link does, and waits until it is there."""
        self.page.evaluate(f"location.hash = 'stop={stop}{settings}'")
        self.page.locator(f".learn[data-stop={stop}] .learn-stage > *").first.wait_for()

    def press(self, key: str) -> None:
        self.page.locator(".learn-stage").get_by_role("button", name=self.text(key), exact=True).click()

    @property
    def state(self) -> str:
        return self.page.locator(".learn-state").first.inner_text()

    def is_open_to_everybody(self) -> bool:
        if not AXE.exists():
            pytest.skip("axe-core is not installed: run `make test` once")
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(RUN)
        assert found == []
        return True


@pytest.fixture(scope="module")
def rooms_address() -> Iterator[str]:
    """Where the rooms are handed out as the app does, without the app, which they do not need."""
    with serving([*room_routes(), *browser_routes(Bundle.open())]) as url:
        yield url


@pytest.fixture
def learner(new_context, rooms_address) -> Callable[..., Learner]:
    """Opens the room at a stop: learner(address, …), with options of a browser's context."""

    def open_room(address: str, width: int = 1400, height: int = 844, **options: object) -> Learner:
        # Who wants no motion is shown at once where it leads: nothing here waits for an animation.
        context = new_context(30_000, width, height, **{"reduced_motion": "reduce"} | options)
        visitor = Learner(context.new_page())
        visitor.page.goto(f"{rooms_address}/learn{address}")
        visitor.page.locator(".learn-stage > *").first.wait_for()
        return visitor

    return open_room


def test_a_perceptron_steps_to_its_end_on_and_and_round_for_ever_on_xor(learner):
    visitor = learner("#stop=gates&gate=and")
    for _ in range(8):
        visitor.press("step")
    # The last mistake is in the second epoch, as NumPy and TensorFlow have it.
    assert visitor.state == visitor.text("converged", count=8)
    assert visitor.page.locator(".learn-mark[data-wrong]").count() == 0
    visitor.go("xor")
    visitor.press("play")
    assert visitor.state == visitor.text("cycle", count=4)
    visitor.go("network", "&seed=1")
    visitor.press("train")
    visitor.page.locator(".learn-state", has_text=re.compile(r"\d")).wait_for()
    assert visitor.is_open_to_everybody()
    assert visitor.complaints == []


def test_the_maps_of_a_drawn_three_open_down_to_their_arithmetic(learner):
    visitor = learner("#stop=lenet")
    visitor.page.locator(".learn-drawing [data-action=clear]").click()
    visitor.draw(THREE)
    best = visitor.page.locator("[data-layer=uncalibrated] [data-best] b")
    best.get_by_text("3", exact=True).wait_for()
    panel = visitor.page.locator(".learn-arithmetic")
    for layer in ("conv1", "pool1", "conv2", "pool2"):
        visitor.page.locator(f".learn-maps[data-layer={layer}] .learn-pick").nth(3).click()
        title = panel.get_by_role("heading", level=2)
        assert title.inner_text().startswith(visitor.text(f"layer_{layer}"))
        value = title.inner_text().split()[-1]
        assert panel.locator(".learn-sum").last.inner_text().endswith(f"= {value}")
    visitor.page.locator("[data-layer=logits] button").nth(3).click()
    assert panel.locator(".learn-sum").count() == 1
    assert "at=logits.3" in visitor.page.url
    visitor.page.locator(".learn-maps[data-layer=conv1] .learn-pick").first.press("ArrowRight")
    assert "at=conv1." in visitor.page.url
    assert visitor.is_open_to_everybody()
    assert visitor.complaints == []


def test_models_are_trained_in_the_browser_and_tried_on_the_drawing(learner):
    visitor = learner("?lang=fr#stop=train&kind=network")
    visitor.press("train")
    trained = visitor.page.locator(".learn-figures", has_text=ENOUGH)
    trained.wait_for()
    visitor.page.locator(".learn-read", has_text=" 3,").wait_for()
    # The page stays at hand: another model is chosen while this one still learns.
    visitor.press("train_softmax")
    visitor.press("train")
    trained.wait_for()
    assert visitor.page.locator(".learn-weights canvas").count() == 10
    assert visitor.hosts == {visitor.page.url.split("/")[2]}
    assert visitor.complaints == []


def test_every_stop_stands_on_a_phone_from_right_to_left_too(learner):
    visitor = learner("?lang=ar", width=390, height=664, color_scheme="dark")
    assert visitor.page.locator("html").get_attribute("dir") == "rtl"
    for stop in (*STOPS, "teach"):
        visitor.go(stop)
        assert visitor.page.locator("h1").inner_text() == visitor.text(f"{stop}_title")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, stop
        assert visitor.is_open_to_everybody()
    assert visitor.complaints == []


def test_a_lesson_is_a_link_that_fixes_its_stops_and_what_stands_in_them(learner):
    visitor = learner("#stop=teach")
    visitor.page.locator(".learn-lesson .learn-main").first.click()
    visitor.page.locator(".learn[data-stop=gates]").wait_for()
    assert visitor.page.locator(".learn-link .learn-place").count() == 2
    visitor.page.get_by_role("button", name=visitor.text("projector")).click()
    large = visitor.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert large > 20
    visitor.page.get_by_role("link", name=visitor.text("next", title=visitor.text("descent_title"))).click()
    visitor.page.locator(".learn[data-stop=descent]").wait_for()
    assert "lesson=neuron" in visitor.page.url
    assert "projector=1" in visitor.page.url
    assert visitor.page.locator("h1:focus").count() == 1
    assert visitor.complaints == []


def test_the_same_weights_read_a_small_three_once_it_is_normalised_and_are_fooled_by_aimed_noise(learner):
    visitor = learner("#stop=trust&size=40&down=15")
    classic, ours = visitor.page.locator(".learn-read").all_inner_texts()
    assert ours.startswith(visitor.text("read", digit=3, share="")[:-2])
    assert classic[:7] != ours[:7]
    visitor.go("fooled", "&target=8&strength=30")
    assert visitor.state.startswith("Fooled: 3")
    visitor.go("fooled", "&target=8&strength=30&noise=chance")
    visitor.page.locator(".learn-state", has_text="Not fooled").wait_for()
    assert visitor.complaints == []
