"""The committed bundle and its card, and a small release that a test may change."""

import pytest

from digit_recognizer.bundle.bundle import Bundle
from tests.conftest import REPOSITORY
from tests.training.publishing.releases import ReleaseFolders, make_release
from training.publishing.card import render_card


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return Bundle.open()


@pytest.fixture(scope="session")
def card(bundle) -> str:
    return render_card(bundle, REPOSITORY / "assets" / "figures", "tester/digits")


@pytest.fixture
def release(tmp_path) -> ReleaseFolders:
    return make_release(tmp_path)
