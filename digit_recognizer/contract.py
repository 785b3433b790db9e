"""What every served model agrees on, so that a CNN, a forest and k nearest neighbours are run alike.

Input `images` is uint8 [n, 28, 28]; output `probabilities` is float32 [n, 10]. A model may have a second output,
`digit_probability`, float32 [n]: how probably each picture is one digit at all, 0 to 1.
"""

IMAGE_SIZE = 28
PIXEL_MAX = 255
CLASS_COUNT = 10
IMAGES = "images"
PROBABILITIES = "probabilities"
DIGIT_PROBABILITY = "digit_probability"
