"""Reads handwritten digits from drawings and photos with several models side by side."""

from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.explanation.explanation import Explanation
from digit_recognizer.explanation.turning import Turning
from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.number import DigitReading, LineReading, NumberReading, SignReading
from digit_recognizer.prediction import Confidence, Prediction
from digit_recognizer.recognizer import Recognizer

__all__ = [
    "Confidence",
    "DigitReading",
    "DigitRecognizerError",
    "Explanation",
    "LineReading",
    "ModelInfo",
    "NumberReading",
    "Prediction",
    "Recognizer",
    "SignReading",
    "Turning",
    "normalize_drawing",
]

# One number for the package, the bundle of weights and the tags on the Hub.
__version__ = "0.2.0"
