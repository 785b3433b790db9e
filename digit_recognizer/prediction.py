"""What a model answers to one image."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Confidence:
    """One class and its probability in 0 to 1."""

    label: int
    confidence: float


@dataclass(frozen=True)
class Prediction:
    """One model's answer to one image.

    Attributes:
        model: the model's name.
        title: the model's title.
        label: the most probable digit.
        confidences: the most probable digits, best first; they are given for what is no digit too.
        milliseconds: what the model took, without the drawing's normalisation.
        is_digit: whether `digit_probability` reaches the rejection threshold of the detector; None when the bundle
            has no detector.
        digit_probability: how probably the picture is one digit at all, 0 to 1; None when the bundle has no detector.
    """

    model: str
    title: str
    label: int
    confidences: tuple[Confidence, ...]
    milliseconds: float
    is_digit: bool | None = None
    digit_probability: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return asdict(self)
