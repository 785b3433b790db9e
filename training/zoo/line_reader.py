"""The network that reads a whole line of digits without parting it; it serves the reading of numbers, not a picker."""

from collections.abc import Sequence

from digit_recognizer.contract import LINE_ALPHABET, LINE_DIGITS, LOG_PROBABILITIES, PIXEL_MAX, STRIP_HEIGHT, STRIPS
from training.zoo.courses import LINE_READER_COURSE
from training.zoo.spec import ModelSpec


def build_line_reader(
    *,
    filters: Sequence[int],
    context: Sequence[int],
    dropout: float,
    seed: int,
    alphabet: str = LINE_DIGITS,
    normalization: type | None = None,
):
    """Builds convolutions that fold a strip's height into channels and keep half its columns.

    Args:
        filters: of the first convolution, which halves both sides, and of four more.
        context: filters of the convolutions along the line alone.
        dropout: share of the values left out while training.
        seed: decides the initial weights.
        alphabet: the characters that it tells apart, the first of `LINE_ALPHABET`.
        normalization: Keras layer that normalises batches; another than Keras's own only while training.

    Returns:
        a Keras model from uint8 strips [n, 36, w] to log-probabilities [n, w / 2, answers]: characters, and none.
    """
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    normalize = normalization or layers.BatchNormalization

    def convolve(x, count: int, kernel, *, is_pooled: bool = False, **options):
        x = layers.Conv2D(count, kernel, use_bias=False, **{"padding": "same", **options})(x)
        if is_pooled:
            x = layers.MaxPooling2D((2, 1))(x)
        return layers.ReLU()(normalize()(x))

    strips = keras.Input((STRIP_HEIGHT, None), dtype="uint8", name=STRIPS)
    x = layers.Rescaling(1 / PIXEL_MAX)(strips)
    x = layers.Reshape((STRIP_HEIGHT, -1, 1))(x)
    x = convolve(x, filters[0], 5, strides=2)
    x = convolve(x, filters[1], 3, is_pooled=True)
    x = convolve(x, filters[2], 3)
    x = convolve(x, filters[3], 3, is_pooled=True)
    x = convolve(x, filters[4], 3)
    x = convolve(x, context[0], (x.shape[1], 1), padding="valid")
    for count in context[1:]:
        x = convolve(x, count, (1, 5))
    answers = len(alphabet) + 1
    x = layers.Conv2D(answers, 1, dtype="float32")(layers.Dropout(dropout)(x))
    x = layers.Reshape((-1, answers), dtype="float32")(x)
    x = layers.Activation("log_softmax", dtype="float32", name=LOG_PROBABILITIES)(x)
    return keras.Model(strips, x, name="line_reader")


LINE_READER = ModelSpec(
    name="line_reader",
    title="Line reader",
    family="convolutional",
    framework="keras",
    build=build_line_reader,
    source="This project's own: convolutions trained by connectionist temporal classification (Graves, Fernández, "
    "Gomez and Schmidhuber 2006) on lines of one to four digits, some with signs and separators: first on lines set "
    "from MNIST, then on as many by the writers of the pen strokes and by UNIPEN's contributors. What was tried stands "
    "in training/EXPERIMENTS.md.",
    hyperparameters={
        "filters": (24, 32, 48, 64, 64),
        "context": (96, 96, 96),
        "dropout": 0.15,
        "alphabet": LINE_ALPHABET,
    },
    training={
        "optimizer": "adamw",
        "learning_rate": 3e-3,
        "weight_decay": 0.02,
        "averaging": 0.998,
        "batch": 64,
        "steps_per_epoch": 400,
        # MNIST holds nobody out, so all networks share the first cycle.
        "cycles": ({"epochs": 8, "common": True}, {"epochs": 8, "learning_rate": 2e-3}),
        "lines": 16_000,
        "lines_of_mnist": 30_000,
        "contributors": {"aga": 2_000, "apa": 2_000, "apb": 2_000, "app": 2_000, "syn": 2_000},  # lines by each
        "marked": 0.35,  # of all lines: with signs, or with dirt beside them
    },
    course=LINE_READER_COURSE,
)
