"""What every served model agrees on, so that a CNN, a forest and k nearest neighbours are run alike."""

IMAGE_SIZE = 28
PIXEL_MAX = 255
CLASS_COUNT = 10
IMAGES = "images"
PROBABILITIES = "probabilities"
