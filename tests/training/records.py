"""Made-up records: every field filled, those given as the test wants them."""

from dataclasses import replace

from training.store.config import FittedCalibration, Hardware, RunConfig, TrainingRows, Validation, recipe_of
from training.store.figures import (
    ClassFigures,
    ContributorAccuracy,
    ContributorFigures,
    DigitFigures,
    MacroFigures,
    ZeroFigures,
)
from training.store.metrics import ContributedNumbers, JudgedContributor, ModelMetrics, NumberFigures, RealCharacters
from training.zoo.spec import ModelSpec


def made_up_config(spec: ModelSpec, **changes) -> RunConfig:
    config = RunConfig(
        recipe=recipe_of(spec),
        data=TrainingRows(source="made up", revision="none", rows=60_000),
        calibration=FittedCalibration(temperature=1.0, uniform_share=1e-6),
        validation=Validation(rows=5_000, accuracy=0.9),
        parameters=9,
        training_seconds=40.0,
        final_fit_seconds=20.0,
        libraries={},
        python="3.11",
        hardware=Hardware(machine="made up", cpu_cores=2),
    )
    return replace(config, **changes)


def made_up_figures(accuracy: float, **changes) -> DigitFigures:
    each = (accuracy,) * 10
    figures = DigitFigures(
        rows=10_000,
        accuracy=accuracy,
        errors=round(10_000 * (1 - accuracy)),
        log_loss=0.1,
        ece=0.01,
        macro=MacroFigures(precision=accuracy, recall=accuracy, f1=accuracy),
        per_class=ClassFigures(precision=each, recall=each, f1=each),
        confusion_matrix=tuple(tuple(1_000 if row == column else 0 for column in range(10)) for row in range(10)),
    )
    return replace(figures, **changes)


def made_up_contributors(figures: DigitFigures) -> ContributorFigures:
    """Says that contributors aga and syn are read as those digits are, aga at 87.63 %."""
    return ContributorFigures(
        **vars(figures),
        by_contributor={"aga": 0.8763, "syn": 0.9},
        contributors_mean=0.88815,
        worst_contributor=ContributorAccuracy(contributor="aga", accuracy=0.8763),
        zeros=ZeroFigures(rows=100, accuracy=0.97, passed=0.9543, by_contributor={"aga": 0.95, "syn": 0.96}),
        refused=0.02,
    )


def made_up_characters() -> RealCharacters:
    judged = JudgedContributor(
        characters=4_321,
        digits=500,
        zeros=50,
        auroc=0.9876,
        refused_digits=0.0123,
        refused_zeros=0.02,
        passed_characters=0.0345,
    )
    return RealCharacters(
        characters=4_321,
        digits=500,
        threshold=0.5,
        auroc=0.9876,
        refused_digits=0.0123,
        refused_zeros=0.02,
        passed_characters=0.0345,
        most_passed={"y": 0.25, "g": 0.12},
        by_contributor={"aga": judged},
        answered_by="fold_models",
    )


def made_up_numbers() -> ContributedNumbers:
    """Says that numbers by contributors aga and syn are read, aga's 91.23 % of them."""
    figures = NumberFigures(count=600, accuracy=0.93456, segmentation=0.95)
    return ContributedNumbers(
        **vars(figures),
        digit_accuracy=0.98,
        box_overlap=0.9,
        by_length={"2": figures},
        by_touching={"apart": figures},
        by_picture={"drawing": figures},
        by_contributor={"aga": replace(figures, accuracy=0.9123), "syn": replace(figures, accuracy=0.9568)},
        contributors_mean=0.93456,
        worst_contributor=ContributorAccuracy(contributor="aga", accuracy=0.9123),
        answered_by="fold_models",
    )


def made_up_metrics(accuracy: float, **changes) -> ModelMetrics:
    metrics = ModelMetrics(
        sets={"mnist_test": made_up_figures(accuracy)},
        parameters=9,
        training_seconds=40.0,
        seeds=(0,),
        validation=Validation(rows=5_000, accuracy=0.9),
        history={"loss": [1.0]},
        onnx_bytes=7,
        milliseconds=0.5,
    )
    return replace(metrics, **changes)
