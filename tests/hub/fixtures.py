"""The `hub` fixture; a conftest.py anywhere in tests/ that imports it offers it to the tests beside it."""

from collections.abc import Iterator

import pytest

from tests.hub.server import Hub


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A loopback Hub without repositories; fails the test when the server itself had a defect."""
    running = Hub()
    try:
        yield running
    finally:
        running.close()
    assert not running.crashes, "\n".join(running.crashes)
