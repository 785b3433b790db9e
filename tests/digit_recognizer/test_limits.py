"""Limits are settings, and documented as they are."""

import pytest

from digit_recognizer.errors import SettingError
from digit_recognizer.limits import Limits, limits, table
from tests.conftest import REPOSITORY


@pytest.fixture(autouse=True)
def _read_anew():
    limits.cache_clear()
    yield
    limits.cache_clear()


def test_a_variable_sets_its_limit(monkeypatch):
    monkeypatch.setenv("LIMIT_HEAVY_WAITING", "0")
    monkeypatch.setenv("LIMIT_PICTURE_MB", " 3 ")
    monkeypatch.setenv("LIMIT_BATCH", "")
    assert (limits().heavy_waiting, limits().picture_bytes, limits().batch) == (0, 3 * 2**20, Limits.batch)


@pytest.mark.parametrize("value", ["-1", "many", "2.5"])
def test_what_is_no_whole_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("LIMIT_RATE", value)
    with pytest.raises(SettingError, match=rf"LIMIT_RATE must be a whole number of 0 or more; received '{value}'"):
        limits()


def test_the_documentation_has_every_limit():
    assert table() in (REPOSITORY / "docs" / "publishing.md").read_text(encoding="utf-8")
