"""Small data and quick recipes: every training path end to end in seconds."""

import dataclasses
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.contract import LINE_ALPHABET
from digit_recognizer.files import CACHE_VARIABLE
from training.backends import backend_of
from training.data.images import DigitData, LabelledImages
from training.data.mnist_writers import MNIST_WRITERS_PATH_VARIABLE
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.fitting.folds.held_out import FOLDS
from training.fitting.folds.networks import HISTORY_FILE, SECONDS_FILE
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.handwriting_models import SYMBOL_JUDGE
from training.zoo.spec import ModelSpec

TEST_ROWS = 300
WRITERS = range(1, 7)
CONTRIBUTORS = ("aga", "apa", "apb", "app", "syn")  # one in each fold
# A fold's network is trained as the one that ships is. Starting to train each takes most of the time here, so one
# fold of one recipe, which another network teaches, stands for all.
TRAINED_FOLD = ("cnn", 0)
# Averaging over few steps: over the recipe's many, the weights would hardly have left their start.
BRIEF = {"epochs": 2, "batch_size": 32, "learning_rate": 3e-3, "averaging": 0.8}
BRIEF_STEPS = {"steps": 120, "batch_size": 50, "learning_rate": 3e-3}
SMALL_HANDWRITING = {
    "hyperparameters": {"stages": ((8,), (16,)), "units": 32, "detector_units": 8, "dropout": 0.0},
    "training": {
        "batch": (24, 16, 8),
        "steps_per_epoch": 100,
        # Fewer steps, and batch normalisation's averages would still remember where they started.
        "cycles": ({"epochs": 4},),
        "learning_rate": 8e-3,
        "averaging": 0.8,
        "variants": 2,
        "styled": 5,
        "outliers": {"scribbles": 60, "shapes": 60},
        "contributors": dict.fromkeys(CONTRIBUTORS, 1),
    },
}
QUICK_SYMBOL_JUDGE = SYMBOL_JUDGE | {"outliers": {"symbols": 40}, "variants": 1, "styled": 2}
QUICK = {
    "cnn_teacher": SMALL_HANDWRITING,
    "cnn": {
        **SMALL_HANDWRITING,
        "training": {
            **SMALL_HANDWRITING["training"],
            "redrawn": False,
            "damaged": 20,
            "cut_numbers": 20,
            "symbol_judge": QUICK_SYMBOL_JUDGE | {"contributors": dict.fromkeys(CONTRIBUTORS, 1)},
        },
    },
    "cnn_tiny": {
        **SMALL_HANDWRITING,
        "training": {**SMALL_HANDWRITING["training"], "symbol_judge": QUICK_SYMBOL_JUDGE},
    },
    "cnn_micro": {
        "hyperparameters": {"filters": 8, "uses": (2, 2, 2), "features": 16, "detector_units": 4},
        "training": SMALL_HANDWRITING["training"] | {"redrawn": False, "damaged": 20, "cut_numbers": 20},
    },
    "line_reader": {
        "hyperparameters": {
            "filters": (8, 8, 8, 8, 8),
            "context": (16, 16),
            "dropout": 0.0,
            "alphabet": LINE_ALPHABET,
        },
        "training": {
            "batch": 8,
            "steps_per_epoch": 4,
            "cycles": ({"epochs": 2, "common": True}, {"epochs": 2}),
            "averaging": 0.5,
            "lines": 60,
            "lines_of_mnist": 60,
            "contributors": dict.fromkeys(CONTRIBUTORS, 10),
            "marked": 0.4,
        },
    },
    "lenet": {"training": BRIEF},
    "cnn_keras": {"hyperparameters": {"filters": (8, 8, 8), "units": 64}, "training": {**BRIEF, "epochs": 8}},
    "ann_keras": {"hyperparameters": {"units": (16,)}, "training": BRIEF},
    "cnn_tensorflow": {"hyperparameters": {"filters": (8, 8), "units": 64}, "training": BRIEF_STEPS},
    "ann_tensorflow": {"hyperparameters": {"units": (64, 32)}, "training": BRIEF_STEPS},
    "softmax_regression": {"training": {"steps": 60}},
    "mlp_sklearn": {"hyperparameters": {"hidden_layer_sizes": (16,), "learning_rate_init": 0.01, "tol": 1e-2}},
    "mlp_sklearn_standardised": {"hyperparameters": {"hidden_layer_sizes": (16,), "tol": 1e-2}},
    "svm": {"hyperparameters": {"components": 20}},
    "boosted_stumps": {"hyperparameters": {"max_iter": 20}},
    "knn_deskewed": {"hyperparameters": {"components": 20}},
    "logistic_regression": {"hyperparameters": {"max_iter": 200}},
    "decision_tree": {},
    "random_forest": {"hyperparameters": {"n_estimators": 10}},
    "knn": {"hyperparameters": {"components": 20}},
}


def quick(name: str) -> ModelSpec:
    """Returns the zoo's recipe of that name, cut down to seconds."""
    spec = TRAINED[name]
    changes = QUICK.get(name, {})
    return dataclasses.replace(
        spec,
        hyperparameters={**spec.hyperparameters, **changes.get("hyperparameters", {})},
        training={**spec.training, **changes.get("training", {})},
    )


@pytest.fixture(scope="session")
def small_data() -> DigitData:
    """Few digits, for all tests."""
    return enlarged_digits()


def enlarged_digits() -> DigitData:
    """Returns scikit-learn's 1,797 digits of 8x8, enlarged to MNIST's size."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    large = np.kron(digits.images * (255 / 16), np.ones((1, 3, 3)))
    images = np.pad(np.rint(large).astype(np.uint8), ((0, 0), (2, 2), (2, 2)))
    rows = LabelledImages(images, digits.target.astype(np.int64))
    order = np.random.default_rng(0).permutation(len(rows))
    return DigitData(rows.take(order[TEST_ROWS:]), rows.take(order[:TEST_ROWS]), "scikit-learn's digits", "none")


@dataclass(frozen=True)
class Trained:
    """Every quick model, fitted, evaluated and exported."""

    specs: tuple[ModelSpec, ...]
    runs: Path
    bundle: Path


@pytest.fixture(scope="session")
def pen_strokes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of pen strokes: every style once by each of six writers."""
    from datasets import Dataset

    from training.synthesis.styles import STYLES, write_style

    rng = np.random.default_rng(0)
    written = [(style, writer) for style in STYLES.values() for writer in WRITERS]
    rows = {
        "label": [style.label for style, _ in written],
        "writer": [writer for _, writer in written],
        "strokes": [[(100 * stroke).tolist() for stroke in write_style(style, rng)] for style, _ in written],
    }
    folder = tmp_path_factory.mktemp("pen-strokes")
    Dataset.from_dict(rows).to_parquet(folder / "train-00000-of-00001.parquet")
    return folder


@pytest.fixture(scope="session")
def unipen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """UNIPEN in small: every digit once by each of five contributors, the zero barred, two letters and a disguise."""
    from datasets import Dataset

    from training.synthesis.styles import STYLES

    rng = np.random.default_rng(1)
    digits = {str(style.label): style for style in STYLES.values()}
    signs = {"x": ([[0, 0], [1, 1]], [[1, 0], [0, 1]]), "E": ([[1, 0], [0, 0], [0, 1], [1, 1]], [[0, 0.5], [0.8, 0.5]])}
    shapes = {**{label: style.strokes for label, style in digits.items()}, **signs, "l": ([[0.5, 0], [0.5, 1]],)}
    rows = [
        {
            "character": label,
            "kind": "digit" if label in digits else "lower case letter",
            "writer": f"{contributor}/{contributor}00.dat",
            "strokes": [
                (400 * (np.array(stroke) + rng.normal(0, 0.02, (len(stroke), 2)))).tolist() for stroke in strokes
            ],
        }
        for contributor in CONTRIBUTORS
        for label, strokes in shapes.items()
    ]
    folder = tmp_path_factory.mktemp("unipen")
    Dataset.from_list(rows).to_parquet(folder / "train-00000-of-00001.parquet")
    return folder


def train_few(train_one: Callable[[int | None], None], workers: int) -> None:
    """Trains what ships and the network of TRAINED_FOLD; those of all other folds are copies of what ships."""
    spec, run, _ = train_one.args
    train_one(None)
    for fold in range(FOLDS):
        if (spec.name, fold) == TRAINED_FOLD:
            train_one(fold)
            continue
        run.fold(fold).mkdir()
        for file in (backend_of(spec).WEIGHTS_FILE, HISTORY_FILE, SECONDS_FILE):
            shutil.copy(run.path / file, run.fold(fold))


@pytest.fixture(scope="session")
def trained(
    small_data: DigitData, pen_strokes: Path, unipen: Path, tmp_path_factory: pytest.TempPathFactory
) -> Trained:
    """Takes every model of the zoo, and those that help them, through fit, evaluate and export."""
    from training.bundling.export import export_models
    from training.evaluation.evaluate import evaluate_models
    from training.evaluation.sets import EvaluationData
    from training.fitting.courses import COURSES, HandwritingCourse, LineReaderCourse
    from training.fitting.fit import fit_models
    from training.synthesis.outliers.collection import load_outliers

    folder = tmp_path_factory.mktemp("trained")
    result = Trained(tuple(quick(name) for name in ZOO), folder / "runs", folder / "bundle")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
        patch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
        patch.delenv(MNIST_WRITERS_PATH_VARIABLE, raising=False)  # of rows that are not those of small MNIST
        # Small networks are trained sooner than processes start.
        patch.setitem(COURSES, "handwriting", HandwritingCourse(workers=1))
        patch.setitem(COURSES, "line_reader", LineReaderCourse(workers=1))
        patch.setattr("training.fitting.folds.cycled.train_all", train_few)
        fit_models([quick(name) for name in TRAINED], small_data, result.runs)
    outliers = load_outliers("test", {"scribbles": 40, "shapes": 40}, workers=1)
    evaluate_models(result.specs, EvaluationData(small_data.test, outliers=outliers), result.runs)
    export_models([quick(name) for name in SERVED], small_data.test, result.runs, result.bundle)
    return result


@pytest.fixture(autouse=True)
def unknown_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets nobody be known to have written the small digits, who are not MNIST's."""
    monkeypatch.delenv(MNIST_WRITERS_PATH_VARIABLE, raising=False)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def epochs_run(monkeypatch):
    """Counts the epochs that are trained; interrupts after the one whose number stands in it."""
    return count_epochs(monkeypatch)


def count_epochs(monkeypatch: pytest.MonkeyPatch) -> dict:
    """Returns the count that `epochs_run` is."""
    from training.backends.epochs import EpochCheckpoints

    counted = {"run": 0, "interrupt_after": None}
    save = EpochCheckpoints.on_epoch_end

    def count(self, epoch, logs=None):
        save(self, epoch, logs)
        counted["run"] += 1
        if counted["run"] == counted["interrupt_after"]:
            raise KeyboardInterrupt

    monkeypatch.setattr(EpochCheckpoints, "on_epoch_end", count)
    return counted
