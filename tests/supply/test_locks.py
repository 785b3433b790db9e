"""The locks are those of the lists, complete, and name no place to fetch from."""

from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.locks import LOCKS, REPOSITORY, Locked, read_list, read_lock

EVERY_LOCK = pytest.mark.parametrize("lock", LOCKS)


def here(lock: str) -> dict[str, Locked]:
    """Returns what this Python installs of a lock, by name."""
    return {entry.name: entry for entry in read_lock(lock) if entry.is_for_here}


@EVERY_LOCK
def test_a_lock_has_what_its_list_names(lock):
    locked: dict[str, set[str]] = {}
    for entry in read_lock(lock):
        locked.setdefault(entry.name, set()).add(entry.version)
    for requirement in read_list(LOCKS[lock]):
        [named] = [specifier.version for specifier in requirement.specifier]
        assert locked.get(canonicalize_name(requirement.name)) == {named}, f"{requirement} is not in {lock}: make lock"


@EVERY_LOCK
def test_every_file_is_named_by_its_hash_and_no_index_by_its_address(lock):
    assert all(entry.hashes for entry in read_lock(lock))
    for name in (lock, LOCKS[lock], "training/requirements.txt", "tests/supply/requirements.txt"):
        assert "://" not in (REPOSITORY / name).read_text(encoding="utf-8")


def test_tests_run_with_the_versions_that_serve():
    served, tested = here("requirements.lock"), here("tests/requirements.lock")
    assert {name: entry.version for name, entry in served.items()} == {
        name: tested[name].version for name in served if name in tested
    }


def dependencies_of(name: str) -> list[Requirement]:
    """Returns what an installed package needs here, without its extras."""
    requirements = map(Requirement, distribution(name).requires or [])
    return [each for each in requirements if each.marker is None or each.marker.evaluate({"extra": ""})]


@EVERY_LOCK
def test_a_lock_has_what_its_packages_need(lock):
    locked = here(lock)
    checked = 0
    for name, entry in locked.items():
        try:
            if distribution(name).version != entry.version:
                continue
        except PackageNotFoundError:
            continue
        for needed in dependencies_of(name):
            found = locked.get(canonicalize_name(needed.name))
            assert found, f"{lock} lacks {needed}, which {name} needs: make lock"
            assert needed.specifier.contains(found.version, prereleases=True)
        checked += 1
    assert checked > len(locked) / 2
