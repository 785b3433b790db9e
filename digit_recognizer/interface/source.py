"""Says on the page where the weights come from."""

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.interface.components import Part

SHORT_COMMIT = 7


def weights_line(bundle: Bundle) -> Part:
    """Adds the line that names the repository and revision, or says that the weights came with the program."""
    label = "weights_bundled" if bundle.source.repo_id is None else "weights"
    return Part("weights", label=label, weights=describe_source(bundle))


def describe_source(bundle: Bundle) -> str:
    """Returns the bundle's version, or its origin on the Hub."""
    source = bundle.source
    if source.repo_id is None:
        return bundle.manifest.bundle_version
    return f"{source.repo_id} {source.revision} ({(source.commit or '')[:SHORT_COMMIT]})"
