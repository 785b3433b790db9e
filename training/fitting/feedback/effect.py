"""What learning from visitors changed, on pictures and writers that no network had learnt from."""

from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import DIGIT_PROBABILITY, PEN_STROKES, PROBABILITIES
from digit_recognizer.model import open_session, run_outputs
from training.backends import backend_of, detector_backend
from training.fitting.feedback.checked import NO_CLASS, CheckedFeedback, Feedback, count_labels
from training.fitting.folds.held_out import HeldOut
from training.store.figures import DrawingFigures, find_figures
from training.store.records import Record
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

EFFECT_FILE = "feedback.json"


@dataclass(frozen=True, kw_only=True)
class Change(Record):
    """One figure before and after; None where it could not be measured.

    Attributes:
        what: the figure, as a sentence begins.
        count: on how many pictures it rests.
        before: of the model that the bundle serves.
        after: of the model that has learnt from visitors.
    """

    what: str
    count: int
    before: float | None = None
    after: float | None = None

    def __str__(self) -> str:
        """Says it in one line."""
        before, after = ("–" if share is None else f"{share:.2%}" for share in (self.before, self.after))
        return f"{self.what} ({self.count:,}): {before} → {after}"


@dataclass(frozen=True, kw_only=True)
class FeedbackEffect(Record):
    """What a run's feedback.json holds."""

    source: str
    learnt: int
    held_out: int
    labels: dict[str, int]
    refused: int
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        """Says every change, one a line."""
        head = "What feedback changed, served before → fitted now:"
        return "\n".join([head, *(f"  {change}" for change in self.changes)])


def measure_effect(spec: ModelSpec, run: RunFolder, checked: CheckedFeedback, served: RunFolder) -> FeedbackEffect:
    """Compares the fitted network with the served one and writes feedback.json into the run.

    Args:
        spec: the model.
        run: its fit, which learnt from the feedback.
        checked: that feedback.
        served: the bundle's folder of the same model; it may hold none.
    """
    feedback = checked.feedback
    parts = {"learnt": feedback.take(np.flatnonzero(~feedback.is_held_out))}
    parts["held out"] = feedback.take(np.flatnonzero(feedback.is_held_out))
    changes = [change for name, part in parts.items() for change in _of_pictures(name, part, spec, run, served)]
    effect = FeedbackEffect(
        source=checked.source,
        learnt=len(parts["learnt"]),
        held_out=len(parts["held out"]),
        labels=dict(count_labels(feedback)),
        refused=len(checked.refused),
        changes=(*changes, _of_writers(run, served)),
    )
    effect.write(run.path / EFFECT_FILE)
    return effect


def _of_pictures(name: str, part: Feedback, spec: ModelSpec, run: RunFolder, served: RunFolder) -> list[Change]:
    """Says of visitors' digits how many are read as they said, and of the rest how many are taken for digits."""
    is_digit = part.labels != NO_CLASS
    answered = [_served_answers(served, part.images), _native_answers(spec, run, part.images)]
    right, passed = [], []
    for answers in answered:
        right.append(_share(answers and answers[0][is_digit] == part.labels[is_digit]))
        passed.append(_share(answers and answers[1][~is_digit]))
    changes = [
        Change(
            what=f"visitors' digits, {name}, read as they said",
            count=int(is_digit.sum()),
            before=right[0],
            after=right[1],
        ),
        Change(
            what=f"visitors' other drawings, {name}, taken for a digit",
            count=int((~is_digit).sum()),
            before=passed[0],
            after=passed[1],
        ),
    ]
    return [change for change in changes if change.count]


def _share(is_so: np.ndarray | None) -> float | None:
    return None if is_so is None or not len(is_so) else float(is_so.mean())


def _served_answers(served: RunFolder, images: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Returns what the served graph reads int64 [n], and what it takes for digits bool [n]; None without one."""
    if not (served.onnx.exists() and len(images)):
        return None
    outputs = run_outputs(open_session(served.onnx.read_bytes()), images, [PROBABILITIES, DIGIT_PROBABILITY])
    is_digit = outputs[DIGIT_PROBABILITY] >= (served.read_config().rejection_threshold or 0)
    return outputs[PROBABILITIES].argmax(axis=1), is_digit


def _native_answers(spec: ModelSpec, run: RunFolder, images: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    if not len(images):
        return None
    backend = detector_backend()
    network = backend.load(spec, run.path / backend_of(spec).WEIGHTS_FILE)
    probabilities, digit_probability = backend.predict_both(network, images)
    return probabilities.argmax(axis=1), digit_probability >= (run.read_config().rejection_threshold or 0)


def _of_writers(run: RunFolder, served: RunFolder) -> Change:
    """Compares how networks that held writers out read those writers' drawings."""
    held_out = HeldOut.load(run.held_out)
    is_right = held_out.probabilities.argmax(axis=1) == held_out.labels
    writers = np.unique(held_out.writers)
    before = find_figures(served.read_metrics().sets, PEN_STROKES, DrawingFigures) if served.metrics.exists() else None
    return Change(
        what=f"drawings by {len(writers)} writers held out, mean over writers",
        count=len(is_right),
        before=None if before is None else before.writers_mean,
        after=float(np.mean([is_right[held_out.writers == writer].mean() for writer in writers])),
    )
