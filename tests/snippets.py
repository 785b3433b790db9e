"""The snippets as a visitor of one server copies them."""

from digit_recognizer.snippets import front_end_script, load_snippets
from tests.conftest import REPOSITORY

NODE_FOLDER = REPOSITORY / "tests" / "node"


def snippet(name: str, url: str, model: str = "cnn") -> str:
    """Returns the code of that id, filled in for the app at `url`."""
    [found] = [one for one in load_snippets() if one.id == name]
    return found.filled(url, front_end_script(), model)
