"""A bare page with pads, on another origin than their files; a fake engine reads unless a test says otherwise."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from digit_recognizer.files import ASSETS
from tests.browser.conftest import Visit
from tests.hosting import hosted, served_files

FAKE = Path(__file__).with_name("fake_recognizer.js").read_text(encoding="utf-8")
# Before the page's own scripts: what the fake engine is told, and every event that reaches the window.
WATCH = """
window.fake = { opened: [], loaded: [], read: [], engines: new Set(), gate: null, isNoDigit: false, isBlocked: false };
window.told = [];
for (const type of ['ready', 'answer', 'clear', 'error']) {
  addEventListener(type, ({ detail, target }) => detail !== undefined && told.push({ type, detail, id: target.id }));
}"""
BODY = """
<script type="module" src="FILES/widget/digit-pad.js"></script>
<main><h1>Host</h1>
<form id="form"><label for="first">Your digit</label>
<digit-pad id="first" name="digit" required second-model="lenet"></digit-pad><button>Send</button></form>
<div style="width: 240px"><digit-pad id="second" lang="ar" theme="dark" top-k="5" model="svm"></digit-pad></div>
</main>"""
ONE_PAD = '<script type="module" src="FILES/widget/digit-pad.js"></script><digit-pad id="first" ATTRIBUTES></digit-pad>'
# One text of all that a pad shows, its own shadow included.
SHOWN = "(id) => document.getElementById(id).shadowRoot.querySelector('.widget-side').innerText"
NOTHING = ("**/nothing", lambda route: None)
ENGINE = (
    "**/widget/recognizer.js",
    lambda route: route.fulfill(
        body=FAKE, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
    ),
)


@dataclass
class Host(Visit):
    """A visitor of a page that holds pads of its own; `files` is where the component's lie."""

    files: str = ""

    @property
    def pad(self):
        return self.canvas("first")

    def canvas(self, name: str):
        return self.page.locator(f"#{name} .pad-canvas")

    def draw_on_pad(self, name: str, *strokes) -> None:
        self.draw_on(self.canvas(name), *strokes)

    def run(self, script: str, value: Any = None) -> Any:
        return self.page.evaluate(script, value)

    def told(self, kind: str, name: str = "first") -> list[Any]:
        return [event["detail"] for event in self.run("told") if event["type"] == kind and event["id"] == name]

    def wait_for(self, kind: str, name: str = "first", condition: str = "true") -> Any:
        """Waits for an event of a pad whose detail meets the condition, and returns the last one's detail."""
        is_told = f"told.some(({{ type, id, detail }}) => type === '{kind}' && id === '{name}' && {condition})"
        self.page.wait_for_function(is_told)
        return self.told(kind, name)[-1]

    def start_anew(self) -> None:
        """Empties the pads and forgets what was told."""
        self.run("for (const pad of document.querySelectorAll('digit-pad')) { pad.clear(); pad.disabled = false; }")
        self.run("Object.assign(fake, { gate: null, isNoDigit: false }); told.length = 0;")


@contextmanager
def hosts(browser: Browser) -> Iterator[Callable[..., Host]]:
    """Yields a function that opens a bare page that holds this body."""
    with ExitStack() as stack:
        files = stack.enter_context(served_files(ASSETS))

        def open_page(body: str = BODY, script: str = "", route: tuple[str, Any] = ENGINE, **options: Any) -> Host:
            context = browser.new_context(**{"viewport": {"width": 700, "height": 900}, "locale": "en-GB"} | options)
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            context.add_init_script(WATCH + script)
            page = context.new_page()
            page.route(*route)
            host = Host(page, files=files)
            page.goto(stack.enter_context(hosted(body.replace("FILES", files))))
            page.wait_for_function("Boolean(customElements.get('digit-pad'))")
            return host

        yield open_page
