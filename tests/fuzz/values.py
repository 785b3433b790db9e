"""Hostile values and files, made from a seed."""

import io
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image

from tests.pictures import as_png, blank_png, data_url, draw_digit

META = {"_type": "gradio.FileData"}
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM", "ICO")
WORDS = (
    "lenet",
    "cnn",
    "",
    "é" * 300,
    "\0",
    "../../etc/passwd",
    "<script>",
    "%00",
    "{}",
    "null",
    "data:",
    "7",
    "\ud83d",
)
PATHS = (
    "/etc/passwd",
    "../app.py",
    "a\0b",
    "x" * 5_000,
    "",
    "http://127.0.0.1:1/x.png",
    "http://[::1]/",
    "file:///etc",
)
DEPTHS = (3, 60, 400)  # deeper ones cannot be written as JSON here
Make = Callable[[random.Random], Any]


def value(chance: random.Random) -> Any:
    """Returns anything that JSON can hold, rarely what is asked for."""
    makes: tuple[Make, ...] = (
        lambda _: None,
        lambda c: c.choice((True, False)),
        lambda c: c.choice((0, -1, 3, 11, 2**31, 10**40, 2.5, 1e308, float("nan"), float("inf"))),
        lambda c: c.choice(WORDS),
        lambda c: "x" * c.choice((1, 1_000, 100_000)),
        lambda c: [value(c) for _ in range(c.randrange(4))],
        lambda c: {c.choice(WORDS): value(c) for _ in range(c.randrange(3))},
        lambda c: nested(c.choice(DEPTHS)),
        picture,
    )
    return chance.choice(makes)(chance)


def picture(chance: random.Random) -> Any:
    """Returns what stands for a picture in a call: a file's payload, right or wrong in one of its parts."""
    content = file(chance)
    url = data_url(content)
    shapes: tuple[Make, ...] = (
        lambda _: {"url": url, "meta": META},
        lambda _: {"url": url},
        lambda _: url,
        lambda c: {"url": url.replace("base64,", c.choice(("", "base64,@", "base64", "utf8,"))), "meta": META},
        lambda c: {"path": c.choice(PATHS), "meta": META},
        lambda c: {"path": c.choice(PATHS)},
        lambda c: {"path": c.choice(PATHS), "url": c.choice(PATHS), "meta": META, "size": "large"},
        lambda c: {"url": url, "meta": value(c) if c.random() < 0.3 else META},
    )
    return chance.choice(shapes)(chance)


def file(chance: random.Random) -> bytes:
    """Returns a file's bytes: a picture of a known kind, whole or damaged, or something else."""
    what = chance.random()
    if what < 0.1:
        return chance.randbytes(chance.randrange(3_000))
    if what < 0.2:
        return blank_png(*chance.choice(((1, 1), (9_000, 20), (10_000, 10_000), (30, 30))))
    content = bytearray(encoded(chance.choice(FORMATS)))
    if what < 0.5:
        return bytes(content)
    if what < 0.65:
        return bytes(content[: chance.randrange(len(content))])
    for _ in range(chance.choice((1, 10, 100))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


@cache
def encoded(kind: str) -> bytes:
    """Returns a drawing as a file of that kind."""
    if kind == "PNG":
        return as_png(draw_digit("7"))
    opened = io.BytesIO()
    Image.fromarray(draw_digit("7")).save(opened, kind)
    return opened.getvalue()


def nested(depth: int) -> Any:
    """Returns lists within lists."""
    inner: Any = []
    for _ in range(depth):
        inner = [inner]
    return inner
