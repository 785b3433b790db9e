"""Fills the model card's template with what the bundle's files say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from huggingface_hub import CardData, EvalResult, ModelCardData

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import ModelInfo
from training.data.mnist import MNIST_REPO_ID, MNIST_REVISION
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES
from training.publishing.native import NativeWeights, native_file
from training.report.formats import confusions, milliseconds, percent, seconds, size
from training.report.templates import render_template
from training.store.config import Recipe, RunConfig
from training.store.figures import DigitFigures, SetFigures, find_figures
from training.store.metrics import ModelMetrics
from training.store.runs import RunFolder
from training.synthesis.pen_drawings import DRAWING_SEED

TEMPLATE = Path(__file__).resolve().parents[2] / "model_card.md"
TASK = "image-classification"
FILTERS = {function.__name__: function for function in (confusions, milliseconds, percent, seconds, size)}
COMPARISONS = ("accuracy_against_milliseconds", "accuracy_against_size")
MIN_DIGITS_SHOWN = 3


@dataclass(frozen=True)
class EvaluationSet:
    """How the card's metadata and tables name a set of evaluation rows."""

    title: str
    type: str
    config: str | None = None
    split: str | None = None


EVALUATION_SETS = {
    MNIST_TEST: EvaluationSet("MNIST test", MNIST_REPO_ID, "mnist", "test"),
    MNIST_RELABELLED: EvaluationSet("MNIST test without wrong labels", MNIST_RELABELLED),
    PEN_STROKES: EvaluationSet("Pen drawings", PEN_STROKES),
    CANVAS_STRESS: EvaluationSet("Disturbed drawings", CANVAS_STRESS),
}


@dataclass(frozen=True)
class CardModel:
    """One model as the card shows it: what the manifest, metrics.json and config.json hold."""

    info: ModelInfo
    metrics: ModelMetrics
    config: RunConfig

    @property
    def name(self) -> str:
        """The name that callers use."""
        return self.info.name

    @property
    def has_detector(self) -> bool:
        """Whether it also says how probably an image is a digit."""
        return self.info.rejection_threshold is not None

    @property
    def native(self) -> str:
        """The path of the native weights in the repository."""
        return f"models/{self.name}/{native_file(self.config.recipe)}"

    @property
    def sets(self) -> Mapping[str, SetFigures]:
        """Everything measured, by evaluation set."""
        return self.metrics.sets

    def hardest_digits(self, name: str) -> list[tuple[int, float]]:
        """Returns the digits that are recognised least often in a set, with their recall, lowest first."""
        figures = find_figures(self.sets, name, DigitFigures)
        recalls = enumerate(figures.per_class.recall if figures else ())
        return sorted(recalls, key=lambda found: found[1])[:MIN_DIGITS_SHOWN]


@dataclass(frozen=True)
class CardFacts:
    """What the template asks about all models together."""

    models: list[CardModel]
    default_model: str
    line_reader: ModelInfo | None = None

    @cached_property
    def default(self) -> CardModel:
        """The model that answers when none is named."""
        return next(model for model in self.models if model.name == self.default_model)

    @property
    def keras_model(self) -> CardModel | None:
        """The model for the Keras example: of one output, and the default one if it can be, else the most accurate."""
        keras = [model for model in self.models if model.config.recipe.framework == "keras" and not model.has_detector]
        return self.default if self.default in keras else next(iter(keras), None)

    @property
    def judges(self) -> list[str]:
        """The models that also say whether an image is a digit, as Markdown."""
        return [f"`{model.name}`" for model in self.models if model.has_detector]

    @property
    def redrawers(self) -> list[str]:
        """The models that learnt from MNIST's training rows drawn again, too, as Markdown."""
        return [f"`{model.name}`" for model in self.models if _learns_redrawn(model.config.recipe)]

    @property
    def sets(self) -> dict[str, EvaluationSet]:
        """Every set that some model was measured on."""
        names = dict.fromkeys(name for model in self.models for name in model.sets)
        return {name: EVALUATION_SETS.get(name, EvaluationSet(name, name)) for name in names}

    @property
    def training_rows(self) -> int:
        """How many rows most models learnt from: the largest number of them."""
        return max(model.config.data.rows for model in self.models)

    @property
    def with_fewer_rows(self) -> list[CardModel]:
        """The models that learnt from the first of these rows only."""
        return [model for model in self.models if model.config.data.rows < self.training_rows]

    @property
    def validation_rows(self) -> int:
        """How many training rows were held out of those that learnt from MNIST alone; 0 where all learnt more."""
        return max((model.config.validation.rows for model in self.models if not model.has_detector), default=0)

    @property
    def sources(self) -> list[str]:
        """Where the training rows came from."""
        return sorted({f"{model.config.data.source} ({model.config.data.revision})" for model in self.models})

    @property
    def training_seconds(self) -> float:
        """How long it took to train all of them once."""
        return sum(model.config.training_seconds for model in self.models)

    @property
    def machines(self) -> list[str]:
        """What they were trained on."""
        hardware = [model.config.hardware for model in self.models]
        return sorted({f"{used.cpu_cores} CPU cores ({used.machine})" for used in hardware})


def _learns_redrawn(recipe: Recipe) -> bool:
    cycles = recipe.training.get("cycles")
    return isinstance(cycles, list) and any(isinstance(cycle, dict) and cycle.get("redrawn") for cycle in cycles)


def render_card(
    bundle: Bundle, figures: Path, repo_id: str, space_id: str | None = None, native: NativeWeights | None = None
) -> str:
    """Returns the model card as it stands on the Hub, metadata included.

    Args:
        bundle: every number comes from its manifest and the files beside its graphs.
        figures: the folder of pictures; those that are not there are left out.
        repo_id: where the card will stand.
        space_id: the Space that serves the models, for the example of a call.
        native: which native weights stand beside the graphs, and where they come from; by default all, from training.
    """
    facts = read_facts(bundle)
    return render_template(
        TEMPLATE,
        FILTERS,
        facts=facts,
        figures=card_figures(bundle, figures),
        repo_id=repo_id,
        space_id=space_id,
        native=native or NativeWeights({}),
        version=bundle.manifest.bundle_version,
        model_index=model_index(facts),
        mnist_test=MNIST_TEST,
        pen_strokes=PEN_STROKES,
        mnist=f"{MNIST_REPO_ID} at {MNIST_REVISION}",
        drawing_seed=DRAWING_SEED,
    )


def read_facts(bundle: Bundle) -> CardFacts:
    """Reads what was measured of each model, and how it was made."""
    models = []
    for info in bundle.manifest.models:
        folder = RunFolder(bundle.folder / "models" / info.name)
        models.append(CardModel(info, folder.read_metrics(), folder.read_config()))
    return CardFacts(models, bundle.manifest.default_model, bundle.manifest.line_reader)


def model_index(facts: CardFacts) -> str:
    """Returns the front matter's model-index as YAML: one accuracy per model and evaluation set."""
    entries = [
        entry
        for model in facts.models
        for entry in ModelCardData(model_name=model.name, eval_results=_results(model, facts)).to_dict()["model-index"]
    ]
    index: dict[str, Any] = {"model-index": entries}
    return CardData(**index).to_yaml()


def _results(model: CardModel, facts: CardFacts) -> list[EvalResult]:
    return [
        EvalResult(
            task_type=TASK,
            dataset_type=facts.sets[name].type,
            dataset_name=facts.sets[name].title,
            dataset_config=facts.sets[name].config,
            dataset_split=facts.sets[name].split,
            metric_type="accuracy",
            metric_value=measured.accuracy,
        )
        for name, measured in model.sets.items()
    ]


def card_figures(bundle: Bundle, folder: Path) -> dict[str, Path]:
    """Returns the pictures that the card shows and that are there, by name."""
    found = {name: folder / f"{name}.png" for name in _figure_names(bundle)}
    return {name: path for name, path in found.items() if path.exists()}


def missing_figures(bundle: Bundle, folder: Path) -> list[str]:
    """Names the pictures that the card should not go without and that are not there."""
    expected = (f"confusion_{bundle.manifest.default_model}", *COMPARISONS)
    return [name for name in expected if name not in card_figures(bundle, folder)]


def _figure_names(bundle: Bundle) -> list[str]:
    names = [info.name for info in bundle.manifest.models]
    return [*COMPARISONS, *(f"{kind}_{name}" for kind in ("confusion", "curves") for name in names)]
