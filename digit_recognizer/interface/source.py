"""Says on the page where the weights come from."""

from digit_recognizer.bundle import Bundle
from digit_recognizer.interface.components import Fragment
from digit_recognizer.interface.text import fallback_texts

SHORT_COMMIT = 7


def weights_line(bundle: Bundle) -> Fragment:
    """Adds the line that names the repository and revision, or says that the weights came with the program."""
    return Fragment("page/weights.html", weights=describe_source(bundle))


def describe_source(bundle: Bundle) -> str:
    """Returns the weights' origin and version in a few words."""
    texts, source = fallback_texts(), bundle.source
    if source.repo_id is None:
        return " ".join((texts["weights_bundled"], bundle.manifest.bundle_version))
    return f"{source.repo_id} {source.revision} ({(source.commit or '')[:SHORT_COMMIT]})"
