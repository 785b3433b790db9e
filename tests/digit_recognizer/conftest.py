"""A loopback Hub for the tests of where weights come from."""

from tests.hub.fixtures import hub

__all__ = ["hub"]
