"""The end of the page: code that calls the app, or puts it into another page."""

from digit_recognizer.interface.components import Part
from digit_recognizer.recognizer import Recognizer
from digit_recognizer.snippets import front_end_script, load_snippets


def use_section(recognizer: Recognizer) -> Part:
    """Adds the snippets; the visitor's browser fills in the address at which it found the app."""
    snippets = [{"id": snippet.id, "code": snippet.code} for snippet in load_snippets()]
    return Part("use", snippets=snippets, script=front_end_script(), model=recognizer.default_model)
