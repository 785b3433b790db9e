"""Keeps what visitors say their drawings show, on this machine and, where one is named, in a private dataset."""

from digit_recognizer.feedback.service import Feedback, feedback_from_environment
from digit_recognizer.feedback.store import FeedbackStore
from digit_recognizer.feedback.verdict import NO_DIGIT, Verdict, kept_picture, verdict_on

__all__ = [
    "NO_DIGIT",
    "Feedback",
    "FeedbackStore",
    "Verdict",
    "feedback_from_environment",
    "kept_picture",
    "verdict_on",
]
