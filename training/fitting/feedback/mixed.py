"""Mixes what visitors said into what a network learns from."""

import numpy as np

from training.data.images import LabelledImages
from training.fitting.feedback.checked import NO_CLASS, CheckedFeedback, Feedback
from training.fitting.handwriting.batches import Sources
from training.store.config import FeedbackRows
from training.store.digests import content_digest
from training.store.files import write_json
from training.store.runs import RunFolder

SHARE = 0.05  # of the drawings, and of what is no digit, that visitors' may become by being repeated …
MAX_REPEATS = 20  # … this often: a few pictures are not to be learnt by heart
FEEDBACK_FILE = "feedback.npz"
REFUSED_FILE = "feedback_refused.json"


def keep_feedback(checked: CheckedFeedback, run: RunFolder) -> None:
    """Writes into a run what its networks are to learn, and what they are not and why."""
    checked.feedback.save(run.path / FEEDBACK_FILE)
    write_json(run.path / REFUSED_FILE, [refusal.as_json() for refusal in checked.refused])


def kept_feedback(run: RunFolder) -> Feedback | None:
    """Returns what a run's networks learn, held-out pictures included; None where they learn no feedback."""
    file = run.path / FEEDBACK_FILE
    return Feedback.load(file) if file.exists() else None


def with_feedback(sources: Sources, run: RunFolder) -> Sources:
    """Returns the sources with the run's feedback, but for what is held out, among drawings and outliers.

    A picture comes as often as makes all of them a twentieth of their kind, at most twenty times.
    """
    feedback = kept_feedback(run)
    if feedback is None:
        return sources
    learnt = feedback.take(np.flatnonzero(~feedback.is_held_out))
    is_digit = learnt.labels != NO_CLASS
    digits = _repeated(learnt.take(np.flatnonzero(is_digit)), len(sources.drawings))
    others = _repeated(learnt.take(np.flatnonzero(~is_digit)), len(sources.outliers))
    drawings = [LabelledImages(part.images, part.labels) for part in (sources.drawings, digits)]
    outliers = np.concatenate([sources.outliers, others.images])
    return Sources(sources.mnist, LabelledImages.joined(drawings), outliers)


def _repeated(feedback: Feedback, total: int) -> Feedback:
    wanted = round(SHARE * total / (1 - SHARE) / max(1, len(feedback)))
    times = min(MAX_REPEATS, max(1, wanted))
    return feedback.take(np.tile(np.arange(len(feedback)), times))


def rows_of(feedback: Feedback | None) -> FeedbackRows | None:
    """Returns what config.json says of feedback."""
    if feedback is None:
        return None
    return FeedbackRows(learnt=int((~feedback.is_held_out).sum()), digest=content_digest(feedback))
