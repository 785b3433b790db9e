"""The web component alone on a page of another origin, as somebody would put it on their own."""

from collections.abc import Iterator
from contextlib import contextmanager

from digit_recognizer.files import ASSETS
from tests.hosting import hosted, served_files

OWN_PAGE = """<script type="module" src="{files}/widget/digit-pad.js"></script><digit-pad model="{model}"></digit-pad>
<script>
window.read = {{ label: null, count: 0, milliseconds: 0 }};
window.isReady = false;
let lifted = 0;
const pad = document.querySelector('digit-pad');
addEventListener('pointerup', () => (lifted = performance.now()), true);
pad.addEventListener('answer', ({{ detail }}) => {{
  if (!detail.isFinal) return;
  window.read = {{
    label: Number(detail.value), count: window.read.count + 1, milliseconds: performance.now() - lifted,
  }};
}});
pad.addEventListener('ready', () => (window.isReady = true));
window.clearPad = () => pad.clear();
</script>"""


@contextmanager
def own_pad(model: str = "") -> Iterator[str]:
    """Serves a page with a `<digit-pad>` and yields its address.

    Its scripts can ask `read` for the last answer, `isReady` whether it can answer, and `clearPad`.

    Args:
        model: who answers; by default the one that the component chooses.
    """
    with served_files(ASSETS) as files, hosted(OWN_PAGE.format(files=files, model=model)) as address:
        yield address
