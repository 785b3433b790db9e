"""Fills the model card's template with what the bundle's files say of it."""

from pathlib import Path
from typing import Any

from huggingface_hub import CardData, EvalResult, ModelCardData

from digit_recognizer.bundle.bundle import Bundle
from training.data.credits import LABEL_ERRORS_CITATION
from training.data.label_errors import LABEL_ERRORS
from training.data.mnist import MNIST_REPO_ID, MNIST_REVISION
from training.data.mnist_writers import MNIST_WRITERS
from training.data.unipen import DISGUISES
from training.evaluation.corruptions import MNIST_C
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES
from training.publishing.facts import CardFacts, CardModel, read_facts
from training.publishing.native import NativeWeights
from training.report.formats import confusions, milliseconds, percent, seconds, size
from training.report.provenance import figure_digests, read_digest
from training.report.templates import render_template
from training.synthesis.disturbances.catalogue import DISTURBANCES
from training.synthesis.disturbances.stress import STRESS_ROWS
from training.synthesis.pen_drawings import DRAWING_SEED

TEMPLATE = Path(__file__).resolve().parents[2] / "model_card.md"
TASK = "image-classification"
FILTERS = {function.__name__: function for function in (confusions, milliseconds, percent, seconds, size)}
COMPARISONS = ("accuracy_against_milliseconds", "accuracy_against_size")


def render_card(
    bundle: Bundle,
    figures: Path,
    repo_id: str,
    *,
    space_id: str | None = None,
    native: NativeWeights | None = None,
    runs: Path | None = None,
) -> str:
    """Returns the model card as it stands on the Hub, metadata included.

    Args:
        bundle: every number comes from its manifest and the files beside its graphs.
        figures: the folder of pictures; those that are not there are left out.
        repo_id: where the card will stand.
        space_id: the Space that serves the models, for the example of a call.
        native: which native weights stand beside the graphs, and where they come from; by default all, from training.
        runs: where a teacher's run may lie, which is in no bundle.
    """
    facts = read_facts(bundle, runs)
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
        disguises=sorted(DISGUISES),
        mnist=f"{MNIST_REPO_ID} at {MNIST_REVISION}",
        drawing_seed=DRAWING_SEED,
        wrong_labels=len(LABEL_ERRORS),
        label_errors_citation=LABEL_ERRORS_CITATION,
        relabelled=MNIST_RELABELLED,
        stress=CANVAS_STRESS,
        by_writer=MNIST_WRITERS,
        corrupted=MNIST_C,
        stress_rows=STRESS_ROWS,
        disturbances=[name.replace("_", " ") for name in DISTURBANCES],
    )


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
            dataset_name=facts.sets[name].dataset,
            dataset_config=facts.sets[name].config,
            dataset_split=facts.sets[name].split,
            metric_type="accuracy",
            metric_value=measured.accuracy,
        )
        for name, measured in model.sets.items()
    ]


def card_figures(bundle: Bundle, folder: Path) -> dict[str, Path]:
    """Returns the pictures that the card shows, by name: those that are there and show this bundle's measurements."""
    digests = figure_digests(bundle.folder)
    found = {name: folder / f"{name}.png" for name in _figure_names(bundle)}
    return {name: path for name, path in found.items() if name in digests and read_digest(path) == digests[name]}


def missing_figures(bundle: Bundle, folder: Path) -> list[str]:
    """Names the pictures that the card should not go without and that are not there, or show other measurements."""
    expected = (f"confusion_{bundle.manifest.default_model}", *COMPARISONS)
    return [name for name in expected if name not in card_figures(bundle, folder)]


def _figure_names(bundle: Bundle) -> list[str]:
    names = [info.name for info in bundle.manifest.models]
    return [*COMPARISONS, *(f"{kind}_{name}" for kind in ("confusion", "curves") for name in names)]
