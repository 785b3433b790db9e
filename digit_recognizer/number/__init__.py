"""Reads whole numbers: finds the digits on a picture, parts those that touch, and reads each."""

from digit_recognizer.number.reading import DigitReading, NumberReading, read_number

__all__ = ["DigitReading", "NumberReading", "read_number"]
