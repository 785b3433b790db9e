"""The drawings of the room Models are the first of those that the models are measured on."""

import base64
import json
import zlib

import numpy as np

from tests.conftest import REPOSITORY
from training.publishing.models_room import DRAWINGS_PER_STYLE, gallery_of
from training.synthesis.style_drawings import StyleDrawings, style_names

GALLERY = REPOSITORY / "assets" / "models_room" / "gallery.json"


def images_of(gallery) -> np.ndarray:
    pixels = np.frombuffer(zlib.decompress(base64.b64decode(gallery["pixels"])), np.uint8)
    return pixels.reshape(-1, gallery["size"], gallery["size"])


def test_drawings_come_back_as_they_went():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), dtype=np.uint8)
    gallery = gallery_of(StyleDrawings(images, np.array([7, 1, 0]), np.array(["a", "b", "b"])))
    assert np.array_equal(images_of(json.loads(json.dumps(gallery))), images)
    assert (gallery["labels"], gallery["names"]) == ([7, 1, 0], ["a", "b", "b"])


def test_every_way_of_writing_is_there():
    gallery = json.loads(GALLERY.read_text(encoding="utf-8"))
    names = [name for name in style_names() for _ in range(DRAWINGS_PER_STYLE)]
    assert gallery["names"] == names, "run `python -m training.publishing.models_room --drawings`"
    assert len(gallery["labels"]) == len(images_of(gallery)) == len(names)
    assert images_of(gallery).max(axis=(1, 2)).min() > 100
