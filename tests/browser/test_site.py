"""The static site in a real browser, handed out as any web server does: it reads by itself, and without a network."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from digit_recognizer.site import write_site
from tests.benchmarks.servers import free_port
from tests.browser.conftest import ONE, SEVEN, Visit
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_why import COLOURED
from tests.chromium import HAS_BEGUN
from tests.conftest import wait_until_up

FOLDER = "some/path"  # a site lies where its owner puts it
VOTES = ".tile:not([data-stand=none])"
KEPT = ".site-progress:has-text('works without a network')"


@contextmanager
def http_server(folder: Path, log: Path) -> Iterator[str]:
    """Hands a folder out with `python -m http.server`; what it wrote stands in `log`."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    url = f"http://127.0.0.1:{port}/"
    with log.open("wb") as output, subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as server:
        try:
            wait_until_up(server, url, log)
            yield url
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory) -> Path:
    """A folder that holds the site somewhere below."""
    folder = tmp_path_factory.mktemp("www")
    write_site(site, folder / FOLDER)
    return folder


@pytest.fixture
def open_site(new_context) -> Callable[..., Visit]:
    """Opens the site for a visitor who has begun to draw: open_site(url)."""

    def opened(url: str, **options) -> Visit:
        context = new_context(60_000, **options)
        context.add_init_script(HAS_BEGUN)
        visitor = Visit(context.new_page())
        visitor.open(f"{url}{FOLDER}/")
        return visitor

    return opened


def wait_for_votes(visitor: Visit, count: int) -> None:
    visitor.page.locator(VOTES).nth(count - 1).wait_for()


def test_every_model_answers_and_offline_too_after_one_visit(open_site, folder, recognizer, tmp_path):
    count = len(recognizer.models)
    with http_server(folder, tmp_path / "log.txt") as url:
        visitor = open_site(url)
        visitor.draw(SEVEN)
        wait_for_votes(visitor, count)
        visitor.wait_for_digit(7)
        assert "in your own browser" in visitor.page.locator(".site").inner_text()
        assert visitor.page.locator(".site-full a").get_attribute("href") == "http://127.0.0.1:1/full"
        visitor.page.locator(KEPT).wait_for()
        assert visitor.hosts == {url.split("/")[2]}
    with pytest.raises(httpx.TransportError):
        httpx.get(url)
    visitor.page.reload()
    visitor.page.locator(VOTES).first.wait_for()  # what was drawn is put back
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.draw(ONE)
    visitor.wait_for_digit(1)
    wait_for_votes(visitor, count)
    visitor.page.locator(".why-switch").click()
    visitor.wait_for_explanation()
    assert visitor.page.locator(".why-layer canvas").evaluate(COLOURED)["most"] > 60
    visitor.page.goto(f"{url}{FOLDER}/index.html?lang=fr")
    visitor.page.locator("h1", has_text="Dessinez un chiffre").wait_for()
    assert visitor.complaints == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `make test` once")
def test_it_is_open_to_everybody_and_names_what_is_missing(open_site, site, recognizer, tmp_path):
    write_site({path: content for path, content in site.items() if "/svm/" not in path}, tmp_path / "www" / FOLDER)
    with http_server(tmp_path / "www", tmp_path / "log.txt") as url:
        # A browser that runs scripts of a test, which the site's policy forbids, is no other browser.
        visitor = open_site(url, bypass_csp=True, locale="ar", viewport={"width": 390, "height": 664})
        visitor.draw(SEVEN)
        wait_for_votes(visitor, len(recognizer.models) - 1)
        fault = visitor.page.locator(".site-fault")
        fault.wait_for()
        assert "آلة المتجهات الداعمة" in fault.inner_text()  # the support vector machine
        assert violations(visitor) == []
        # It is there again: one press, and it answers.
        file = next(path for path in site if "/svm/" in path)
        (tmp_path / "www" / FOLDER / file).parent.mkdir()
        (tmp_path / "www" / FOLDER / file).write_bytes(site[file])
        fault.locator("button").click()
        wait_for_votes(visitor, len(recognizer.models))
        assert fault.is_hidden()


def test_without_engine_the_visitor_is_told_who_is_missing(open_site, site, tmp_path):
    write_site({path: content for path, content in site.items() if ".gzip" not in path}, tmp_path / "www" / FOLDER)
    with http_server(tmp_path / "www", tmp_path / "log.txt") as url:
        visitor = open_site(url)
        visitor.page.locator(".site-fault", has_text="Support vector machine").wait_for()
        visitor.draw(SEVEN)
        # Both networks for handwriting, and the softmax regression.
        wait_for_votes(visitor, 3)
