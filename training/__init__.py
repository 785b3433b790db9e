"""Fits, measures and exports the models that `digit_recognizer` serves."""
