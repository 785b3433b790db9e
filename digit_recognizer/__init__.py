"""Reads handwritten digits from drawings and photos with several models side by side."""

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.preprocessing import normalize_drawing
from digit_recognizer.recognizer import Confidence, Prediction, Recognizer

__all__ = ["Confidence", "DigitRecognizerError", "Prediction", "Recognizer", "normalize_drawing"]
