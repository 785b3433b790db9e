"""What a served model answers to people's drawings, or networks of its recipe that have not seen these people."""

from dataclasses import dataclass, field

import numpy as np
from onnxruntime import InferenceSession

from digit_recognizer.contract import DIGIT_PROBABILITY
from digit_recognizer.model import run_outputs
from training.data.origins import OF_PEN_STROKES, ORIGINS, named_origins, origins_of
from training.estimators.temperature import calibrate, calibrate_across_writers
from training.evaluation.people import DrawnAnswers
from training.evaluation.sets import SET_OF_ORIGIN
from training.fitting.folds.held_out import HeldOut
from training.graphs.contract import UNCALIBRATED
from training.store.files import sha256_of
from training.store.runs import RunError, RunFolder
from training.synthesis.pen_drawings import PenDrawings
from training.zoo import find_spec
from training.zoo.spec import learns_from_contributors

SERVED_GRAPH, FOLD_MODELS = "served_graph", "fold_models"


@dataclass(frozen=True)
class PeopleAnswers:
    """Uncalibrated answers to drawings by people whom whoever answered has not seen.

    Attributes:
        drawings: those that were answered.
        probabilities: float32 [n, 10].
        digit_probability: float32 [n]; None of a model without a detector.
        answered_by: who answered, by origin.
    """

    drawings: PenDrawings
    probabilities: np.ndarray
    digit_probability: np.ndarray | None
    answered_by: dict[str, str] = field(default_factory=dict)

    @property
    def origins(self) -> np.ndarray:
        """Where each drawing comes from, str [n]."""
        return origins_of(self.drawings.writers)


def has_seen(folder: RunFolder, origin: str) -> bool:
    """Whether the served weights learnt from the people of an origin."""
    recipe = folder.read_config().recipe
    if origin == OF_PEN_STROKES:
        return find_spec(recipe.name).course.learns_from_writers
    return learns_from_contributors(recipe.training)


def fitted_origins(folder: RunFolder) -> set[str]:
    """Returns the origins of the drawings on which the served calibration was fitted; none where it was on MNIST."""
    calibration = folder.read_config().calibration
    return set() if calibration is None else set(named_origins(calibration.fitted_on))


def answers_to_people(
    folder: RunFolder, session: InferenceSession, drawings: PenDrawings, held_out: HeldOut | None
) -> PeopleAnswers:
    """Returns what is answered to the drawings of each origin: held-out answers where there are such, else the graph's.

    Args:
        folder: the served model.
        session: its graph, with uncalibrated probabilities.
        drawings: of one origin, or of several one after the other.
        held_out: answers of networks that held people out.

    Raises:
        RunError: held-out answers are to other drawings, or are missing where the model has seen the people.
    """
    origins = origins_of(drawings.writers)
    parts = [
        _answers_of_origin(folder, session, drawings.take(np.flatnonzero(origins == origin)), held_out)
        for origin in ORIGINS
        if (origins == origin).any()
    ]
    judged = [part.digit_probability for part in parts if part.digit_probability is not None]
    return PeopleAnswers(
        PenDrawings.joined([part.drawings for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate(judged) if len(judged) == len(parts) else None,
        {origin: by for part in parts for origin, by in part.answered_by.items()},
    )


def _answers_of_origin(
    folder: RunFolder, session: InferenceSession, drawings: PenDrawings, held_out: HeldOut | None
) -> PeopleAnswers:
    origin = str(origins_of(drawings.writers)[0])
    own = held_out and held_out.take(np.flatnonzero(origins_of(held_out.writers) == origin))
    if own and len(own.labels):
        _check_same_drawings(folder, own, drawings)
        return PeopleAnswers(drawings, own.probabilities, own.digit_probability, {origin: FOLD_MODELS})
    if has_seen(folder, origin):
        raise RunError(_needs_held_out(folder))
    return PeopleAnswers(drawings, *_asked(session, drawings.images), {origin: SERVED_GRAPH})


def _asked(session: InferenceSession, images: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Returns a graph's uncalibrated probabilities and, of a detector, digit probabilities float32 [n]."""
    has_detector = DIGIT_PROBABILITY in {output.name for output in session.get_outputs()}
    outputs = run_outputs(session, images, [UNCALIBRATED, *([DIGIT_PROBABILITY] if has_detector else [])])
    return outputs[UNCALIBRATED], outputs.get(DIGIT_PROBABILITY)


def _check_same_drawings(folder: RunFolder, held_out: HeldOut, drawings: PenDrawings) -> None:
    if not (np.array_equal(held_out.labels, drawings.labels) and np.array_equal(held_out.writers, drawings.writers)):
        raise RunError(
            f"The held-out answers of {folder.path.name} belong to {len(held_out.labels):,} other drawings than the "
            f"{len(drawings):,} that are measured. Fit the model again with these drawings."
        )


def without_standing(folder: RunFolder, drawings: PenDrawings, held_out: HeldOut | None) -> PenDrawings:
    """Leaves out drawings to which no new answer can be had, where the figures of this graph stand.

    Raises:
        RunError: the model learnt from these people, and neither held-out answers nor figures from them are there.
    """
    if held_out is not None:
        return drawings
    origins = origins_of(drawings.writers)
    seen = [origin for origin in ORIGINS if has_seen(folder, origin) and (origins == origin).any()]
    metrics = folder.read_metrics()
    is_measured = metrics.measured_graph == sha256_of(folder.onnx)
    if any(SET_OF_ORIGIN[origin] not in metrics.sets or not is_measured for origin in seen):
        raise RunError(_needs_held_out(folder))
    return drawings.take(np.flatnonzero(~np.isin(origins, seen)))


def calibrated_answers(folder: RunFolder, answers: PeopleAnswers) -> DrawnAnswers:
    """Calibrates answers as people unknown to model and calibration get them.

    Those of an origin on which the served calibration was fitted are calibrated across writers, the others as served.
    """
    calibrated = calibrate(answers.probabilities, folder.calibration())
    rows = np.flatnonzero(np.isin(answers.origins, list(fitted_origins(folder))))
    if len(rows):
        drawings = answers.drawings.take(rows)
        calibrated[rows] = calibrate_across_writers(
            answers.probabilities[rows], drawings.labels, drawings.writers, answers.origins[rows]
        )
    threshold, judged = folder.read_config().rejection_threshold, answers.digit_probability
    is_taken = None if threshold is None or judged is None else judged >= threshold
    return DrawnAnswers(answers.drawings, calibrated, is_taken)


def _needs_held_out(folder: RunFolder) -> str:
    name = folder.path.name
    return (
        f"{name} learnt from the people whose drawings are measured, so its answers to them prove nothing. Name with "
        f"--runs the folder where {name}/{folder.held_out.name} holds the answers of networks that had not seen them."
    )
