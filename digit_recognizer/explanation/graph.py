"""Looks into a served graph: names what its nodes compute, and has it answer with more of that.

An ONNX file is a protocol buffer. Two of its properties are enough, so that the package of ONNX itself, which serving
does not need, stays away: each field carries its number and length, and one message after another of the same kind is
read as both joined.
"""

from collections.abc import Iterator, Sequence

MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_OUTPUT = 1, 12
NODE_OUTPUT, NODE_OPERATOR = 2, 4
VALUE_NAME = 1

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_FIXED_LENGTHS = {_FIXED64: 8, _FIXED32: 4}


def outputs_of(content: bytes, operator: str) -> list[str]:
    """Returns the names of what the nodes of one operator compute, in the graph's order.

    Args:
        content: an ONNX file.
        operator: such as "Relu".
    """
    names = []
    for graph in _fields(content, MODEL_GRAPH):
        for node in _fields(graph, GRAPH_NODE):
            if operator.encode() in _fields(node, NODE_OPERATOR):
                names += [bytes(name).decode() for name in _fields(node, NODE_OUTPUT)]
    return names


def with_outputs(content: bytes, names: Sequence[str]) -> bytes:
    """Returns the graph with more outputs, each the name of what a node computes or of a stored array."""
    outputs = b"".join(_field(GRAPH_OUTPUT, _field(VALUE_NAME, name.encode())) for name in names)
    return content + _field(MODEL_GRAPH, outputs)


def _fields(message: bytes | memoryview, wanted: int) -> list[memoryview]:
    """Returns the fields of that number that hold bytes: texts and messages."""
    return [value for number, value in _read(memoryview(message)) if number == wanted]


def _read(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        if kind == _VARINT:
            _, place = _varint(message, place)
            continue
        length, place = _varint(message, place) if kind == _BYTES else (_FIXED_LENGTHS[kind], place)
        if kind == _BYTES:
            yield key >> 3, message[place : place + length]
        place += length


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """Reads a whole number, seven bits to a byte, the lowest first; returns it and where the next field begins."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _field(number: int, content: bytes) -> bytes:
    return _written(number << 3 | _BYTES) + _written(len(content)) + content


def _written(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    return bytes([*written, value])
