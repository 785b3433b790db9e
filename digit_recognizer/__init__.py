"""Reads handwritten digits from drawings and photos with several models side by side."""

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.explanation.explanation import Explanation
from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.prediction import Confidence, Prediction
from digit_recognizer.recognizer import Recognizer

__all__ = ["Confidence", "DigitRecognizerError", "Explanation", "Prediction", "Recognizer", "normalize_drawing"]
