"""The browser's modules in Node.js, for the rules of the room, too."""

from tests.widget.conftest import in_node

__all__ = ["in_node"]
