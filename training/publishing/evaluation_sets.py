"""How the card's tables and metadata name the sets that models are measured on."""

from dataclasses import dataclass

from training.data.credits import PEN_STROKES as PEN_STROKES_SET
from training.data.credits import UNIPEN as UNIPEN_SET
from training.data.mnist import MNIST_REPO_ID
from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.corruptions import MNIST_C
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES, UNIPEN


@dataclass(frozen=True)
class EvaluationSet:
    """How the card's tables and metadata name a set of evaluation rows.

    Attributes:
        title: of the tables' columns.
        type: the data set that the rows come from; its id on the Hub where it has one.
        dataset: that data set's name, and what was made of it.
        config: tells sets of one data set apart.
        split: the data set's own.
    """

    title: str
    type: str
    dataset: str
    config: str | None = None
    split: str | None = None


# These have no id on the Hub.
PEN_STROKES_ID = "pen-based-recognition-of-handwritten-digits"
UNIPEN_ID = "unipen-train-r01-v07"
EVALUATION_SETS = {
    MNIST_TEST: EvaluationSet("MNIST test", MNIST_REPO_ID, "MNIST", "mnist", "test"),
    MNIST_RELABELLED: EvaluationSet(
        "MNIST test without wrong labels",
        MNIST_REPO_ID,
        "MNIST, without the rows whose label is wrong",
        "mnist, wrong labels left out",
        "test",
    ),
    PEN_STROKES: EvaluationSet(
        "Pen drawings",
        PEN_STROKES_ID,
        f"{PEN_STROKES_SET.title} ({PEN_STROKES_SET.source}), drawn as visitors draw",
        "drawn, by writers the model has not seen",
    ),
    UNIPEN: EvaluationSet(
        "Digits from other sites",
        UNIPEN_ID,
        f"{UNIPEN_SET.title} ({UNIPEN_SET.source}): its digits, drawn as visitors draw",
        "drawn, by contributors the model has not seen",
    ),
    CANVAS_STRESS: EvaluationSet(
        "Disturbed drawings", MNIST_REPO_ID, "MNIST, drawn again under disturbances", "mnist, disturbed", "test"
    ),
    MNIST_WRITERS: EvaluationSet(
        "MNIST test, mean over writers", MNIST_REPO_ID, "MNIST, by who wrote it", "mnist, by writer", "test"
    ),
    MNIST_C: EvaluationSet(
        "MNIST-C", MNIST_REPO_ID, "MNIST under MNIST-C's corruptions, written anew", "mnist, corrupted", "test"
    ),
}
