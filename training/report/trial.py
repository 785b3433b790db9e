"""What one training of a system gave, and the file that keeps the trainings of a system."""

from dataclasses import dataclass

from training.store.config import Recipe
from training.store.figures import DigitFigures, RegressionFigures, SetFigures, StyleFigures
from training.store.metrics import History, RealCharacters
from training.store.records import Record

Measured = DigitFigures | RegressionFigures


@dataclass(frozen=True, kw_only=True)
class Trial(Record):
    """One training.

    Attributes:
        measured: figures on the split's test rows.
        training_rows: how many it learnt from.
        training_seconds: how long that took.
        parameters: how many numbers were learnt.
        native_bytes: size of the native weights.
        native_milliseconds: median time of one image, asked of the framework.
        measured_on_train: figures on the training rows, where the system asks for them.
    """

    measured: Measured
    training_rows: int
    training_seconds: float
    parameters: int | None
    native_bytes: int | None = None
    native_milliseconds: float | None = None
    measured_on_train: Measured | None = None

    @property
    def stored_bytes(self) -> int:
        """The size of the file that is shipped, or of the native weights."""
        return self.native_bytes or 0

    @property
    def milliseconds(self) -> float:
        """The median time of one image."""
        return self.native_milliseconds or 0.0


@dataclass(frozen=True, kw_only=True)
class BundledTrial(Trial):
    """The training that made what the bundle serves.

    Attributes:
        onnx_bytes: size of the served graph.
        onnx_milliseconds: median time of one image, asked of ONNX Runtime.
        sets: figures by evaluation set.
        by_style: how well each way of writing is read, where that was measured.
        real_characters: how well a detector tells digits from real letters and symbols, where that was measured.
    """

    onnx_bytes: int
    onnx_milliseconds: float
    sets: dict[str, SetFigures]
    by_style: StyleFigures | None = None
    real_characters: RealCharacters | None = None

    @property
    def stored_bytes(self) -> int:
        """The size of the served graph."""
        return self.onnx_bytes

    @property
    def milliseconds(self) -> float:
        """The median time of one image, asked of ONNX Runtime."""
        return self.onnx_milliseconds


@dataclass(frozen=True, kw_only=True)
class SystemTrials(Record):
    """The trials of one system by seed, for one recipe and split; the history is that of the first."""

    recipe: Recipe
    split: str
    trials: dict[str, Trial]
    history: History
