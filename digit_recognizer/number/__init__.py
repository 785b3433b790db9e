"""Reads whole numbers: finds the lines of digits on a picture, parts digits that touch, and reads each."""

from digit_recognizer.number.reading import DigitReading, LineReading, NumberReading, SignReading, read_number

__all__ = ["DigitReading", "LineReading", "NumberReading", "SignReading", "read_number"]
