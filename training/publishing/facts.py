"""What the model card says of the models: read from a bundle's files, put into words and lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import ModelInfo
from training.data.credits import MNIST, DataSet
from training.data.credits import MNIST_C as MNIST_C_SET
from training.data.credits import MNIST_WRITERS as MNIST_WRITERS_SET
from training.data.credits import PEN_STROKES as PEN_STROKES_SET
from training.data.credits import UNIPEN as UNIPEN_SET
from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.corruptions import MNIST_C
from training.evaluation.sets import PEN_STROKES, UNIPEN
from training.publishing.evaluation_sets import EVALUATION_SETS, EvaluationSet
from training.publishing.native import native_file
from training.store.config import Recipe, RunConfig
from training.store.durations import estimate_seconds
from training.store.figures import ContributorFigures, DigitFigures, SetFigures, find_figures
from training.store.metrics import ModelMetrics
from training.store.runs import RunFolder
from training.zoo import TRAINED
from training.zoo.spec import learns_from_contributors

MIN_DIGITS_SHOWN = 3


@dataclass(frozen=True)
class TrainingTime:
    """How long a network took to train; None where nothing is known, estimated where its own run is not at hand."""

    name: str
    seconds: float | None
    is_estimated: bool = False


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
    def learns_from_writers(self) -> bool:
        """Whether it learnt from the pen strokes, too: then networks that held writers out stand in for it."""
        return self.config.data.folds is not None

    @property
    def learns_from_contributors(self) -> bool:
        """Whether it learnt from what UNIPEN's contributors wrote, too."""
        return learns_from_contributors(self.config.recipe.training)

    @property
    def contributed(self) -> ContributorFigures | None:
        """Its figures on the digits of UNIPEN's contributors, where they were measured."""
        return find_figures(self.sets, UNIPEN, ContributorFigures)

    @property
    def held_out(self) -> str:
        """Whom each network left out that stands in for it."""
        data = self.config.data
        writers, contributors = ((count or 0) // (data.folds or 1) for count in (data.writers, data.contributors))
        left = f"{writers} of the writers"
        return f"{left} and {contributors} of UNIPEN's contributors" if contributors else left

    @property
    def teacher(self) -> str | None:
        """The name of the network whose answers it learnt from, too."""
        teacher = self.config.recipe.training.get("teacher")
        return teacher if isinstance(teacher, str) else None

    @property
    def parameters(self) -> str:
        """How many numbers it learnt, or that nobody counted."""
        return "unknown" if self.metrics.parameters is None else f"{self.metrics.parameters:,}"

    @property
    def is_calibrated_on_drawings(self) -> bool:
        """Whether its probabilities were calibrated on pen drawings."""
        calibration = self.config.calibration
        return calibration is not None and calibration.fitted_on is not None

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
    line_reader_config: RunConfig | None = None
    teacher_times: Sequence[TrainingTime] = ()

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
    def students_of_writers(self) -> list[str]:
        """The models that learnt from the pen strokes, the line reader among them, as Markdown."""
        names = [model.name for model in self.models if model.learns_from_writers]
        return [f"`{name}`" for name in [*names, *([self.line_reader.name] if self.line_reader else [])]]

    @property
    def teachers(self) -> dict[str, list[str]]:
        """The names of those whom each teacher taught, by the teacher's name."""
        taught: dict[str, list[str]] = {}
        for model in self.models:
            if model.teacher:
                taught.setdefault(model.teacher, []).append(f"`{model.name}`")
        return taught

    @property
    def calibrations(self) -> dict[str, list[str]]:
        """The names of the models by what their probabilities were calibrated on; "" for those that were not."""
        found: dict[str, list[str]] = {}
        for model in self.models:
            kind = "drawings" if model.is_calibrated_on_drawings else "mnist" if model.config.calibration else ""
            found.setdefault(kind, []).append(f"`{model.name}`")
        return found

    @property
    def data_sets(self) -> list[tuple[DataSet, str]]:
        """Every data set that taught or measured a model, with what it did."""
        readers = [f"`{self.line_reader.name}`"] if self.line_reader and self.reader_has_contributors else []
        uses = {
            MNIST: "taught every model and measures them",
            PEN_STROKES_SET: self._use(self.students_of_writers, PEN_STROKES),
            UNIPEN_SET: self._use([*self.students_of_contributors, *readers], UNIPEN),
            MNIST_WRITERS_SET: "says who wrote MNIST's rows" if MNIST_WRITERS in self.sets else "",
            MNIST_C_SET: "damages MNIST's test rows" if MNIST_C in self.sets else "",
        }
        return [(data_set, use) for data_set, use in uses.items() if use]

    def _use(self, students: Sequence[str], measured: str) -> str:
        """Says whom a data set taught, beside MNIST, and whether it measures; nothing where it did neither."""
        taught = [f"taught {' and '.join(students)}, too"] if students else []
        measures = ["measures every model"] if any(measured in model.sets for model in self.models) else []
        return "; ".join([*taught, *measures])

    @property
    def students_of_contributors(self) -> list[str]:
        """The models that learnt from UNIPEN's contributors, as Markdown."""
        return [f"`{model.name}`" for model in self.models if model.learns_from_contributors]

    @property
    def reader_has_contributors(self) -> bool:
        """Whether the line reader learnt from lines by UNIPEN's contributors."""
        config = self.line_reader_config
        return config is not None and learns_from_contributors(config.recipe.training)

    @property
    def symbol_judges(self) -> list[str]:
        """The models that were taught what drawn symbols are once the rest had been trained, as Markdown."""
        return [f"`{model.name}`" for model in self.models if model.config.recipe.hyperparameters.get("symbol_units")]

    @property
    def redrawers(self) -> list[str]:
        """The models that learnt from MNIST's training rows drawn again, too, as Markdown."""
        return [f"`{model.name}`" for model in self.models if _learns_redrawn(model.config.recipe)]

    @property
    def sets(self) -> dict[str, EvaluationSet]:
        """Every set that some model was measured on."""
        names = dict.fromkeys(name for model in self.models for name in model.sets)
        return {name: EVALUATION_SETS.get(name, EvaluationSet(name, name, name)) for name in names}

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
        """How long it took to train all of them once, with those that help them, as far as it is known."""
        return sum(time.seconds or 0 for time in self.training_times)

    @property
    def training_times(self) -> list[TrainingTime]:
        """The training time of each model, of the line reader and of the teachers."""
        times = [TrainingTime(model.name, model.config.training_seconds) for model in self.models]
        if self.line_reader and self.line_reader_config:
            times.append(TrainingTime(self.line_reader.name, self.line_reader_config.training_seconds))
        return [*times, *self.teacher_times]

    @property
    def machines(self) -> list[str]:
        """What they were trained on."""
        hardware = [model.config.hardware for model in self.models]
        return sorted({f"{used.cpu_cores} CPU cores ({used.machine})" for used in hardware})


def _learns_redrawn(recipe: Recipe) -> bool:
    cycles = recipe.training.get("cycles")
    stages = [recipe.training, *(cycles if isinstance(cycles, list) else [])]
    return any(isinstance(stage, dict) and stage.get("redrawn") for stage in stages)


def read_facts(bundle: Bundle, runs: Path | None = None) -> CardFacts:
    """Reads what was measured of each model, and how it was made."""
    models = []
    for info in bundle.manifest.models:
        folder = RunFolder(bundle.folder / "models" / info.name)
        models.append(CardModel(info, folder.read_metrics(), folder.read_config()))
    reader = bundle.manifest.line_reader
    reader_config = RunFolder(bundle.folder / "models" / reader.name).read_config() if reader else None
    facts = CardFacts(models, bundle.manifest.default_model, reader, reader_config)
    return replace(facts, teacher_times=[_teacher_time(name, bundle, runs) for name in facts.teachers])


def _teacher_time(name: str, bundle: Bundle, runs: Path | None) -> TrainingTime:
    """Returns what a teacher's own run says; where there is none, an estimate by those whom it taught."""
    run = RunFolder(runs / name) if runs else None
    if run and run.config.exists():
        return TrainingTime(name, run.read_config().training_seconds)
    estimate = estimate_seconds(TRAINED[name], bundle.folder) if name in TRAINED else None
    return TrainingTime(name, estimate, is_estimated=True)
