"""Every error this library raises on purpose, each with a sentence a visitor can act on."""

import reprlib
import traceback
from pathlib import Path

MAX_MESSAGE_CHARACTERS = 200
MAX_WHOLE_NUMBER = 10**18  # Python refuses to write numbers of thousands of digits out
_BRIEFLY = reprlib.Repr()
_BRIEFLY.maxstring = _BRIEFLY.maxother = 80
_BRIEFLY.maxlist = _BRIEFLY.maxtuple = _BRIEFLY.maxset = _BRIEFLY.maxdict = 3
_BRIEFLY.maxlevel = 2


def in_short(error: BaseException) -> str:
    """Returns an error's kind, its place and the beginning of its message: one bounded line for the log."""
    message = " ".join(str(error)[:MAX_MESSAGE_CHARACTERS].split())
    places = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return f"{type(error).__name__}{where}: {message}"


def briefly(received: object) -> str:
    """Returns what a caller passed as Python writes it, in at most a few hundred characters, for a message about it."""
    if isinstance(received, int) and abs(received) > MAX_WHOLE_NUMBER:
        return f"a whole number of {received.bit_length()} bits"
    return _BRIEFLY.repr(received)


class DigitRecognizerError(ValueError):
    """Base of all errors raised for what a caller passed in; the message is fit to show to a visitor."""


class InvalidImageError(DigitRecognizerError):
    """What was received is not a picture that can be read."""


class ImageTooLargeError(InvalidImageError):
    """The picture has more pixels or bytes than the stated limit."""


class ImageTooSmallError(InvalidImageError):
    """The picture has fewer pixels than a digit needs."""


class NoInkError(DigitRecognizerError):
    """The picture is blank or flat: there is nothing written on it."""


class TooManyMarksError(DigitRecognizerError):
    """The picture holds more separate marks than a number can have."""


class UnknownModelError(DigitRecognizerError):
    """A model was asked for that the bundle does not hold."""


class TopKError(DigitRecognizerError):
    """The number of answers asked for is out of range."""


class LabelError(DigitRecognizerError):
    """The digit that a picture is to be turned into is none."""


class DigitsOnlyError(DigitRecognizerError):
    """The setting that leaves signs out of a number is neither true nor false."""


class ArgumentsError(DigitRecognizerError):
    """A call holds more values than its endpoint takes, or a file where none belongs."""


class BundleError(DigitRecognizerError):
    """A bundle of weights is missing, damaged, or of a version that cannot be read."""


class FeedbackError(DigitRecognizerError):
    """What a visitor said of a drawing cannot be kept, or not be taken back."""


class FeedbackFullError(FeedbackError):
    """As many verdicts are kept as may be."""


class SnippetError(DigitRecognizerError):
    """The code that uses the app from elsewhere cannot be filled in for the Gradio that is installed."""


class OutputError(DigitRecognizerError):
    """The answers cannot be written where, or read from what, was named."""


class ClusterError(DigitRecognizerError):
    """The cluster cannot be asked."""


class SettingError(DigitRecognizerError):
    """A setting in the environment is none of its values."""


class GradioVersionError(DigitRecognizerError):
    """The Gradio that is installed lacks what this app replaces in it."""


class MissingLibraryError(DigitRecognizerError):
    """A library is needed that comes with one of the package's extras and is not installed."""
