"""One version and one set of requirements, wherever they are written."""

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import digit_recognizer
from digit_recognizer.bundle.bundle import Bundle
from tests.conftest import REPOSITORY
from training.publishing.publish import tag_of

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def ranges(*extras: str) -> dict[str, Requirement]:
    """Returns what the package needs with those extras, by name; an extra may name others."""
    lines = [*PROJECT["dependencies"], *[line for extra in extras for line in PROJECT["optional-dependencies"][extra]]]
    found = {}
    for requirement in map(Requirement, lines):
        if requirement.name == PROJECT["name"]:
            found |= ranges(*requirement.extras)
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found


def pins(file: str) -> dict[str, Requirement]:
    """Returns what one requirements file pins itself, by name."""
    lines = (REPOSITORY / file).read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r "))]
    return {canonicalize_name(requirement.name): requirement for requirement in pinned}


def test_package_bundle_and_tag_have_one_version():
    assert PROJECT["dynamic"] == ["version"]
    assert Bundle.open().manifest.bundle_version == digit_recognizer.__version__
    assert tag_of(Bundle.open().manifest.bundle_version) == f"v{digit_recognizer.__version__}"


@pytest.mark.parametrize(
    ("extras", "files"),
    [
        (["space"], ["requirements.txt"]),
        (["space", "training"], ["requirements.txt", "training/requirements.txt"]),
    ],
)
def test_what_is_pinned_is_what_the_package_asks_for(extras, files):
    needed = ranges(*extras)
    pinned = {name: pin for file in files for name, pin in pins(file).items()}
    assert set(pinned) == set(needed)
    for name, pin in pinned.items():
        [version] = [specifier.version for specifier in pin.specifier]
        assert version in needed[name].specifier, f"{pin} is not within {needed[name]}"
        assert str(pin.marker) == str(needed[name].marker)


def test_everything_that_is_exported_is_there():
    assert all(hasattr(digit_recognizer, name) for name in digit_recognizer.__all__)
    assert (REPOSITORY / "digit_recognizer" / "py.typed").read_bytes() == b""
