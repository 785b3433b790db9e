"""What every served model agrees on, so that a CNN, a forest and k nearest neighbours are run alike.

Input `images` is uint8 [n, 28, 28]; output `probabilities` is float32 [n, 10]. A model may have a second output,
`digit_probability`, float32 [n]: how probably each picture is one digit at all, 0 to 1.

The line reader takes `strips`, uint8 [n, 36, w], each a line of digits, and answers `log_probabilities`, float32
[n, w / 2, answers]: for every two columns, which character is written there. The answers are the first characters of
`LINE_ALPHABET`, all 14 or, of older graphs, the 10 digits, and then one for none.
"""

from digit_recognizer.constants import SHARED

_SHARED = SHARED["contract"]
IMAGE_SIZE: int = _SHARED["image_size"]
PIXEL_MAX: int = _SHARED["pixel_max"]
CLASS_COUNT: int = _SHARED["class_count"]
IMAGES = "images"
PROBABILITIES = "probabilities"
DIGIT_PROBABILITY = "digit_probability"
STRIPS = "strips"
STRIP_HEIGHT = 36
LOG_PROBABILITIES = "log_probabilities"
LINE_DIGITS, LINE_SIGNS = "0123456789", "-.,:"
LINE_ALPHABET = LINE_DIGITS + LINE_SIGNS
# Evaluation sets whose accuracies a bundle's manifest holds.
MNIST_TEST = "mnist_test"
PEN_STROKES = "pen_strokes_heldout"
