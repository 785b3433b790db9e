"""The networks made for strangers' handwriting: ten classes, and beside them whether it is a digit at all."""

from collections.abc import Sequence
from dataclasses import replace

from digit_recognizer.contract import DIGIT_PROBABILITY, IMAGE_SIZE, PIXEL_MAX, PROBABILITIES
from training.zoo.courses import HANDWRITING
from training.zoo.heads import DETECTOR, FEATURES, NO_OUTLIER, NO_SYMBOL, SYMBOL_DETECTOR, classes, probability
from training.zoo.shared_convolutions import build_shared_convolutions
from training.zoo.spec import ModelSpec


def build_handwriting_cnn(
    *,
    stages: Sequence[Sequence[int]],
    units: int,
    detector_units: int,
    dropout: float,
    seed: int,
    symbol_units: int = 0,
    normalization: type | None = None,
):
    """Builds stages of 3x3 convolutions, each ended by pooling, and two dense heads, or three.

    Args:
        stages: for each stage, the filters of its convolutions.
        units: width of the dense layer before the classes.
        detector_units: width of the dense layer before the judgement whether it is a digit.
        dropout: share of the units left out while training.
        seed: decides the initial weights.
        symbol_units: width of the dense layer before the judgement whether it is a drawn symbol, which takes from the
            probability of a digit; 0 for none.
        normalization: Keras layer that normalises batches; another than Keras's own only while training.

    Returns:
        a Keras model from uint8 images [n, 28, 28] to `probabilities` [n, 10] and `digit_probability` [n, 1].
    """
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    normalize = normalization or layers.BatchNormalization
    images = keras.Input((IMAGE_SIZE, IMAGE_SIZE), dtype="uint8", name="images")
    x = layers.Rescaling(1 / PIXEL_MAX)(images)
    x = layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1))(x)
    for number, filters in enumerate(stages):
        for place, count in enumerate(filters):
            is_first, is_last = number == place == 0, place == len(filters) - 1
            # On full-size maps, normalising would take longer than the convolution.
            x = layers.Conv2D(count, 3, padding="same", use_bias=is_first, activation="relu" if is_first else None)(x)
            if is_last:
                x = layers.MaxPooling2D()(x)
            if not is_first:
                x = layers.ReLU()(normalize()(x))
    features = layers.Dropout(dropout)(layers.Flatten(name=FEATURES)(x))
    hidden = layers.ReLU()(normalize()(layers.Dense(units, use_bias=False)(features)))
    hidden = layers.Dropout(dropout)(hidden)
    judged = layers.Dense(detector_units, activation="relu", name=DETECTOR)(features)
    if symbol_units:
        watched = layers.Dense(symbol_units, activation="relu", name=SYMBOL_DETECTOR)(features)
        both = [probability(judged, NO_OUTLIER), probability(watched, NO_SYMBOL)]
        is_digit = layers.Multiply(name=DIGIT_PROBABILITY)(both)
    else:
        is_digit = probability(judged, DIGIT_PROBABILITY)
    answers = {PROBABILITIES: classes(hidden), DIGIT_PROBABILITY: is_digit}
    return keras.Model(images, answers, name="handwriting_cnn")


def has_symbol_judge(spec: ModelSpec) -> bool:
    """Whether a handwriting network judges beside the rest whether an image is a drawn symbol."""
    return bool(spec.hyperparameters.get("symbol_units"))


def without_symbol_judge(spec: ModelSpec) -> ModelSpec:
    """Returns the spec of the network as its cycles train it."""
    if not has_symbol_judge(spec):
        return spec
    return replace(spec, hyperparameters={**spec.hyperparameters, "symbol_units": 0})


AUGMENTATION = {
    "rotation": 15.0,
    "slant": 0.15,
    "stretch": 0.1,
    "bend": 0.65,
    "thicken": 0.6,
    "thin": 0.35,
    "share": 0.9,
}
SECOND_CYCLE = {
    "cut_numbers": 4_000,
    "augmentation_of_drawings": {**AUGMENTATION, "rotation": 6.0, "slant": 0.05},
}
OUTLIERS = {
    "letters": 14_000,
    "scribbles": 10_000,
    "shapes": 6_000,
    "two_digits": 9_600,
    "words": 3_200,
    "filled": 2_000,
}
TRAINING = {
    "optimizer": "adamw",
    "learning_rate": 2e-3,
    "weight_decay": 0.02,
    "averaging": 0.999,
    "steps_per_epoch": 500,
    "detector_weight": 0.3,
    "outliers": OUTLIERS,
    "augmentation": AUGMENTATION,
}
TEACHER_TRAINING = {
    **TRAINING,
    "batch": (128, 44, 20),
    "cycles": ({"epochs": 40}, {"epochs": 28, "learning_rate": 1.5e-3, **SECOND_CYCLE}),
    "variants": 14,
    "styled": 300,
}
# What each network's last judge learns once the rest has been trained; `training.fitting.handwriting.symbol_judge`.
SYMBOL_JUDGE = {
    "outliers": {"symbols": 12_000},
    "characters": False,
    "views": 3,
    "variants": 5,
    "styled": 120,
    "digit_weight": 4.0,
    "margin": 2.0,
    "epochs": 20,
    "learning_rate": 3e-3,
}
# From labels alone. The first cycle learns what nobody is held out of, so all networks share it; the second learns from
# people, too.
FLAGSHIP_TRAINING = {
    **TRAINING,
    "batch": (84, 88, 28),
    "cycles": ({"epochs": 20, "common": True, "batch": (128, 44, 28)}, {"epochs": 10, "learning_rate": 1e-3}),
    "variants": 10,
    "styled": 250,
    # How often each contributor's digits are drawn: syn wrote half of them all.
    "contributors": {"aga": 24, "apa": 20, "apb": 8, "app": 14, "syn": 5},
    "redrawn": True,
    "damaged": 20_000,
    "damage": {"share": 0.25},
    "symbol_judge": {**SYMBOL_JUDGE, "contributors": {"aga": 8, "apa": 7, "apb": 3, "app": 5, "syn": 2}},
    **SECOND_CYCLE,
}

# So few weights cannot learn every way to change MNIST beside everything else.
MILD_AUGMENTATION = {
    "rotation": 8.0,
    "scale": 0.06,
    "slant": 0.1,
    "stretch": 0.08,
    "shift": 0.7,
    "bend": 0.45,
    "thicken": 0.4,
    "thin": 0.2,
    "share": 0.85,
}
MICRO_TRAINING = {
    **TRAINING,
    "batch": (136, 76, 32),
    "cycles": (
        {"epochs": 18, "common": True, "batch": (168, 44, 32)},
        {"epochs": 14, "learning_rate": 4e-3},
    ),
    "learning_rate": 6e-3,
    "detector_weight": 0.2,
    "outliers": {**OUTLIERS, "symbols": 12_000},
    "variants": 8,
    "styled": 250,
    "cut_numbers": 4_000,
    "contributors": {"aga": 12, "apa": 10, "apb": 4, "app": 7, "syn": 2},
    "redrawn": True,
    "damaged": 20_000,
    "damage": {"share": 0.1},
    "augmentation": MILD_AUGMENTATION,
    "augmentation_of_drawings": AUGMENTATION,
}

# Trained first; nobody picks it.
CNN_TEACHER = ModelSpec(
    name="cnn_teacher",
    title="Teacher of the CNN for handwriting",
    family="convolutional",
    framework="keras",
    build=build_handwriting_cnn,
    source="This project's own: six 3x3 convolutions with batch normalisation (Ioffe and Szegedy 2015), trained on "
    "MNIST, on drawn pen strokes and, for its judgement of what is no digit, on outliers (Hendrycks, Mazeika and "
    "Dietterich 2019). What was tried stands in training/EXPERIMENTS.md.",
    hyperparameters={"stages": ((32, 32), (64, 64), (128, 128)), "units": 128, "detector_units": 32, "dropout": 0.3},
    training=TEACHER_TRAINING,
    course=HANDWRITING,
)

HANDWRITING_MODELS = (
    ModelSpec(
        name="cnn",
        title="CNN for handwriting",
        family="convolutional",
        framework="keras",
        build=build_handwriting_cnn,
        source="This project's own: six 3x3 convolutions with batch normalisation (Ioffe and Szegedy 2015), trained on "
        "MNIST, on drawn pen strokes and, for its judgement of what is no digit, on outliers (Hendrycks, Mazeika and "
        "Dietterich 2019). What was tried stands in training/EXPERIMENTS.md.",
        hyperparameters={
            "stages": ((32, 32), (64, 64), (128, 128)),
            "units": 128,
            "detector_units": 48,
            "symbol_units": 6,
            "dropout": 0.2,
        },
        training=FLAGSHIP_TRAINING,
        course=HANDWRITING,
    ),
    ModelSpec(
        name="cnn_tiny",
        title="Tiny CNN for handwriting",
        family="convolutional",
        framework="keras",
        build=build_handwriting_cnn,
        source="This project's own: the flagship's layers, narrower, taught by the flagship's answers (Hinton, Vinyals "
        "and Dean 2015). What was tried stands in training/EXPERIMENTS.md.",
        hyperparameters={
            "stages": ((16, 16), (24, 24), (32, 32)),
            "units": 48,
            "detector_units": 12,
            "symbol_units": 6,
            "dropout": 0.05,
        },
        training={
            **TEACHER_TRAINING,
            "learning_rate": 4e-3,
            "cycles": ({"epochs": 24}, {"epochs": 7, "learning_rate": 2e-3, **SECOND_CYCLE}),
            "symbol_judge": {**SYMBOL_JUDGE, "margin": 3.0},
            "teacher": CNN_TEACHER.name,
            "teacher_share": 0.8,
        },
        course=HANDWRITING,
    ),
    ModelSpec(
        name="cnn_micro",
        title="Micro CNN for handwriting",
        family="convolutional",
        framework="keras",
        build=build_shared_convolutions,
        source="This project's own: three 3x3 convolutions that are used several times each, with shortcuts and "
        "normalisation before them (He, Zhang, Ren and Sun 2016), trained as the flagship is, but on fewer drawings, "
        "and with MNIST changed less. What was tried stands in training/EXPERIMENTS.md.",
        hyperparameters={"filters": 16, "uses": (3, 4, 2), "features": 32, "detector_units": 8},
        training=MICRO_TRAINING,
        course=HANDWRITING,
    ),
)
