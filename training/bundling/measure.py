"""Measures a bundle's served graphs on every set, model by model; stopped and started again, it repeats none."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from onnxruntime import InferenceSession

from digit_recognizer.contract import DIGIT_PROBABILITY
from digit_recognizer.model import open_session, run_outputs, run_session
from training.bundling.answers import (
    SERVED_GRAPH,
    PeopleAnswers,
    answers_to_people,
    calibrated_answers,
    fitted_origins,
    has_seen,
    without_standing,
)
from training.bundling.manifest import is_listed, write_manifest
from training.data.images import DigitData
from training.data.mnist_writers import MNIST_WRITERS
from training.data.origins import OF_PEN_STROKES, OF_UNIPEN, origins_of
from training.evaluation.measured_sets import measure_sets
from training.evaluation.metrics import headline
from training.evaluation.people import Judged, measure_characters
from training.evaluation.sets import MNIST_TEST, SET_OF_ORIGIN, UNIPEN, EvaluationData, load_people, writers_of
from training.evaluation.styles import measure_styles
from training.fitting.folds.held_out import HeldOut
from training.graphs.contract import expose_uncalibrated
from training.store.figures import (
    ContributorFigures,
    DigitFigures,
    DrawingFigures,
    SetFigures,
    WriterFigures,
    find_figures,
)
from training.store.files import ensure_writable, sha256_of
from training.store.losses import MayDrop, amounts_of, check_nothing_lost, lost, refuse
from training.store.metrics import ModelMetrics, RealCharacters, SymbolFigures
from training.store.runs import RunError, RunFolder
from training.synthesis.corruptions.catalogue import CORRUPTIONS
from training.synthesis.corruptions.corrupted_digits import load_corrupted
from training.synthesis.disturbances.catalogue import DISTURBANCES
from training.synthesis.disturbances.stress import choose_stress_rows, load_stress
from training.synthesis.outliers.collection import Outliers, load_symbols
from training.synthesis.style_drawings import load_style_drawings
from training.zoo import ZOO

logger = logging.getLogger(__name__)


def load_evaluation_data(data: DigitData, pen_strokes: Path | None, unipen: Path | None) -> EvaluationData:
    """Loads and draws every set that models are measured on; see `load_people`.

    Raises:
        DatasetError: the pen strokes are not at hand.
    """
    levels = sum(len(disturbance.levels) for disturbance in DISTURBANCES.values())
    logger.info(
        "First the pen drawings, %d levels of disturbances and %d corruptions are drawn, once for all models, or read "
        "from the cache.",
        levels,
        len(CORRUPTIONS),
    )
    people = load_people(pen_strokes, unipen)  # first: data that is missing is noticed before the long work
    sets = EvaluationData(
        data.test,
        stress=load_stress(choose_stress_rows(data)),
        corrupted=load_corrupted(data.test),
        writers=writers_of(data.test),
        styles=load_style_drawings(),
        symbols=load_symbols(),
    )
    return sets.with_people(people)


def served_folder(bundle: Path, name: str) -> RunFolder:
    """Returns the folder of one served model.

    Raises:
        RunError: the bundle does not hold it.
    """
    folder = RunFolder(bundle / "models" / name)
    if not folder.onnx.exists():
        raise RunError(f"{bundle} holds no {name}. Run `python -m training make {name}` first.")
    return folder


def bundled_names(bundle: Path) -> list[str]:
    """Returns the models of the zoo that the bundle holds."""
    return [name for name in ZOO if RunFolder(bundle / "models" / name).onnx.exists()]


def find_held_out(runs: Path, names: Iterable[str]) -> dict[str, HeldOut]:
    """Returns the held-out answers of those models whose run keeps them."""
    files = {name: RunFolder(runs / name).held_out for name in names}
    return {name: HeldOut.load(file) for name, file in files.items() if file.exists()}


def measure_bundle(
    bundle: Path,
    names: Sequence[str],
    data: EvaluationData,
    held_out: Mapping[str, HeldOut],
    *,
    force: bool = False,
    may_drop: MayDrop = refuse,
) -> None:
    """Measures served graphs and writes their figures into metrics.json and the manifest, after each model.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        data: the sets.
        held_out: answers to the pen drawings of the models that learnt from pen strokes, by name.
        force: measures again what has been measured.
        may_drop: asked before figures are replaced by those of fewer rows.

    Raises:
        RunError: the bundle lacks a model, or a model that learnt from pen strokes has no held-out answers.
        LossError: figures would rest on less than before, and nobody agrees.
    """
    is_done = None if force else partial(is_measured, data=data)
    check_as_many_rows("Measuring", bundle, names, data, is_done=is_done, may_drop=may_drop)
    for name, folder in each_served(bundle, names, "measuring", is_done):
        sets = measure_model(folder, data, held_out.get(name))
        logger.info("%s: %s", name, headline(sets))


def each_served(
    bundle: Path, names: Sequence[str], what: str, is_done: Callable[[RunFolder], bool] | None
) -> Iterator[tuple[str, RunFolder]]:
    """Yields the served models that are not done yet, behind a progress bar; the manifest follows each.

    Args:
        bundle: the folder with the manifest.
        names: models of the bundle.
        what: what is done to them, as the bar says it.
        is_done: says which to leave out; None does all.

    Raises:
        RunError: the bundle lacks a model.
    """
    from tqdm import tqdm

    ensure_writable(bundle)
    folders = {name: served_folder(bundle, name) for name in names}
    bar = tqdm(folders.items(), desc=what, unit="model")
    for name, folder in bar:
        bar.set_postfix_str(name)
        if is_done and is_done(folder):
            logger.info("%s: %s is already done; --force repeats it.", name, what)
            if not is_listed(bundle, name):
                write_manifest(bundle)
            continue
        yield name, folder
        write_manifest(bundle)


def check_as_many_rows(
    step: str,
    bundle: Path,
    names: Sequence[str],
    data: EvaluationData,
    *,
    is_done: Callable[[RunFolder], bool] | None,
    may_drop: MayDrop,
    is_changing: bool = False,
) -> None:
    """Makes sure that the sets at hand have as many rows as those that the bundle's figures rest on.

    Args:
        step: what is about to be done, as a sentence begins.
        bundle: the folder with the manifest.
        names: models of the bundle.
        data: the sets.
        is_done: says which models to leave out; None leaves out none.
        may_drop: asked before figures are lost.
        is_changing: whether the step changes graphs, so that no figure of the present ones stands.

    Raises:
        RunError: the bundle lacks a model.
        LossError: they have fewer, and nobody agrees.
    """
    folders = {name: served_folder(bundle, name) for name in names}
    at_hand = {f"the figures on {name}": rows for name, rows in data.rows.items()}
    said = {
        name: amounts_of(folder.read_metrics()) for name, folder in folders.items() if not (is_done and is_done(folder))
    }
    asked_of = {name: at_hand | _left_to_measure(folders[name], data, is_changing) for name in said}
    losses = {name: lost({what: said[name].get(what, 0) for what in asked_of[name]}, asked_of[name]) for name in said}
    check_nothing_lost(step, losses, "Measure on all rows.", may_drop)


def _left_to_measure(folder: RunFolder, data: EvaluationData, is_changing: bool) -> dict[str, int]:
    """Returns, with no rows, the figures that will be of another graph and whose data is not at hand."""
    if not is_changing and folder.read_metrics().measured_graph == sha256_of(folder.onnx):
        return {}
    return {f"the figures on {name}": 0 for name in (UNIPEN, MNIST_WRITERS) if name not in data.sets}


def is_measured(folder: RunFolder, data: EvaluationData) -> bool:
    """Whether metrics.json holds every set for the graph as it is."""
    metrics = folder.read_metrics()
    if metrics.measured_graph != sha256_of(folder.onnx) or not data.sets <= set(metrics.sets):
        return False
    is_detector = folder.read_config().rejection_threshold is not None
    has_judged = metrics.real_characters is not None or data.characters is None or not is_detector
    has_symbols = metrics.symbols is not None or data.symbols is None or not is_detector
    return has_judged and has_symbols and (metrics.by_style is not None or data.styles is None)


def measure_model(folder: RunFolder, data: EvaluationData, held_out: HeldOut | None) -> dict[str, SetFigures]:
    """Measures one served graph, writes its figures into metrics.json and returns those of every set."""
    session = open_session(expose_uncalibrated(onnx.load(folder.onnx)).SerializeToString())
    predict = partial(run_session, session)
    answers = _answers_to_drawings(folder, session, data, held_out)
    drawn = None if answers is None else calibrated_answers(folder, answers)
    sets = measure_sets(data, predict(data.test.images), drawn, predict)
    before, graph = folder.read_metrics(), sha256_of(folder.onnx)
    metrics = replace(
        before,
        sets={**_still_true(before, sets, graph), **_with_provenance(sets, folder, answers)},
        real_characters=_measure_characters(folder, session, data) or before.real_characters,
        by_style=before.by_style if data.styles is None else measure_styles(predict, data.styles),
        symbols=_measure_symbols(folder, session, data.symbols) or before.symbols,
        measured_graph=graph,
    )
    metrics.write(folder.metrics)
    return metrics.sets


def _answers_to_drawings(
    folder: RunFolder, session: InferenceSession, data: EvaluationData, held_out: HeldOut | None
) -> PeopleAnswers | None:
    """Returns uncalibrated answers; None without drawings, or where all figures on them stand."""
    if data.drawings is None:
        return None
    drawings = without_standing(folder, data.drawings, held_out)
    return answers_to_people(folder, session, drawings, held_out) if len(drawings) else None


def _with_provenance(
    sets: Mapping[str, SetFigures], folder: RunFolder, answers: PeopleAnswers | None
) -> dict[str, SetFigures]:
    """Notes in the figures on people's drawings who answered, and how that was calibrated."""
    noted, fitted = dict(sets), fitted_origins(folder)
    for origin, answered_by in answers.answered_by.items() if answers else ():
        figures = noted[SET_OF_ORIGIN[origin]]
        if isinstance(figures, DrawingFigures | ContributorFigures):
            calibrated = "across_writers" if origin in fitted else "as_served"
            noted[SET_OF_ORIGIN[origin]] = replace(figures, answered_by=answered_by, calibrated=calibrated)
    return noted


def _still_true(before: ModelMetrics, after: Mapping[str, SetFigures], graph: str) -> dict[str, SetFigures]:
    """Leaves out figures whose data need not be at hand, where they are of another graph or of other answers."""
    by_writer = find_figures(before.sets, MNIST_WRITERS, WriterFigures)
    test = find_figures(after, MNIST_TEST, DigitFigures)
    is_stale = by_writer and test and (by_writer.rows, by_writer.errors) != (test.rows, test.errors)
    gone = {name for name, is_gone in ((UNIPEN, before.measured_graph != graph), (MNIST_WRITERS, is_stale)) if is_gone}
    return {name: figures for name, figures in before.sets.items() if name not in gone}


def _measure_characters(folder: RunFolder, session: InferenceSession, data: EvaluationData) -> RealCharacters | None:
    """Measures a detector on letters and symbols; None where it has seen them, or there is nothing to measure."""
    threshold = folder.read_config().rejection_threshold
    if threshold is None or data.characters is None or data.drawings is None or has_seen(folder, OF_UNIPEN):
        return None
    digits = data.drawings.take(np.flatnonzero(origins_of(data.drawings.writers) == OF_UNIPEN))

    def judged(images: np.ndarray, labels: np.ndarray, writers: np.ndarray) -> Judged:
        digit_probability = run_outputs(session, images, [DIGIT_PROBABILITY])[DIGIT_PROBABILITY]
        names = np.array([data.contributors[writer] for writer in writers.tolist()])
        return Judged(digit_probability, labels, names)

    characters = data.characters
    return measure_characters(
        judged(digits.images, digits.labels, digits.writers),
        judged(characters.images, characters.labels, characters.writers),
        threshold,
        answered_by=SERVED_GRAPH,
    )


def _measure_symbols(folder: RunFolder, session: InferenceSession, symbols: Outliers | None) -> SymbolFigures | None:
    """Measures how often a detector takes symbols for a digit; None where there is nothing to measure."""
    threshold = folder.read_config().rejection_threshold
    if threshold is None or symbols is None:
        return None
    passes = run_outputs(session, symbols.images, [DIGIT_PROBABILITY])[DIGIT_PROBABILITY].ravel() >= threshold
    return SymbolFigures(
        count=len(symbols),
        threshold=threshold,
        passed=float(passes.mean()),
        by_symbol={name: float(passes[symbols.kinds == name].mean()) for name in np.unique(symbols.kinds).tolist()},
    )


def is_fitted_on_drawings(folder: RunFolder) -> bool:
    """Whether the served calibration was fitted on all writers' drawings."""
    return OF_PEN_STROKES in fitted_origins(folder)
