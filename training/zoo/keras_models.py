"""The Keras networks. TensorFlow is imported only when one is built."""

from collections.abc import Sequence

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, PIXEL_MAX
from training.zoo.spec import ModelSpec


def build_lenet(dropout: float, seed: int):
    """Builds two convolutions with pooling and one dense layer: 37,610 parameters."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((IMAGE_SIZE, IMAGE_SIZE), dtype="uint8", name="images"),
            layers.Rescaling(1 / PIXEL_MAX),
            layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1)),
            layers.Conv2D(8, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(CLASS_COUNT, activation="softmax"),
        ],
        name="lenet",
    )


def build_cnn(filters: Sequence[int], units: int, dropout: float, seed: int):
    """Builds blocks of convolution, batch normalisation and pooling, and one dense layer."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    blocks = []
    for count in filters:
        blocks += [
            layers.Conv2D(count, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Dropout(dropout / 2),
        ]
    return keras.Sequential(
        [
            keras.Input((IMAGE_SIZE, IMAGE_SIZE), dtype="uint8", name="images"),
            layers.Rescaling(1 / PIXEL_MAX),
            layers.Reshape((IMAGE_SIZE, IMAGE_SIZE, 1)),
            *blocks,
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(CLASS_COUNT, activation="softmax"),
        ],
        name="cnn",
    )


def build_dense(units: Sequence[int], seed: int):
    """Builds a dense network on images scaled to unit length."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input((IMAGE_SIZE, IMAGE_SIZE), dtype="uint8", name="images"),
            layers.Rescaling(1 / PIXEL_MAX),
            layers.Flatten(),
            layers.UnitNormalization(axis=1),
            *[layers.Dense(width, activation="relu") for width in units],
            layers.Dense(CLASS_COUNT, activation="softmax"),
        ],
        name="dense",
    )


KERAS_MODELS = (
    ModelSpec(
        name="cnn_keras",
        title="CNN in Keras",
        family="convolutional",
        framework="keras",
        build=build_cnn,
        source="Report row 7: Keras CNN, 15 epochs. The row leaves the layers open: three 3x3 convolutions with batch "
        "normalisation (Ioffe and Szegedy 2015) and pooling, dense 128, averaged weights.",
        hyperparameters={"filters": (24, 48, 64), "units": 128, "dropout": 0.4},
        training={
            "optimizer": "adam",
            "learning_rate": 1e-3,
            "batch_size": 128,
            "epochs": 15,
            "averaging": 0.999,
        },
    ),
    ModelSpec(
        name="lenet",
        title="LeNet",
        family="convolutional",
        framework="keras",
        build=build_lenet,
        source="Report row 14, after LeCun et al. 1998. Valid padding gives its 37,610 parameters; ReLU and "
        "max pooling fill in what the row leaves open. Averaging weights was chosen on validation (+0.2 points).",
        hyperparameters={"dropout": 0.2},
        training={"optimizer": "adam", "learning_rate": 1e-3, "batch_size": 128, "epochs": 5, "averaging": 0.995},
    ),
    ModelSpec(
        name="ann_keras",
        title="Small network",
        family="dense",
        framework="keras",
        build=build_dense,
        source="Report row 25: keras.utils.normalize(axis=1), 64, 32, softmax, 3 epochs. Normalising flattened images, "
        "12 epochs and averaged weights were chosen on validation (97.3 %; by image columns 96.9 %).",
        hyperparameters={"units": (64, 32)},
        training={"optimizer": "adam", "learning_rate": 2e-3, "batch_size": 32, "epochs": 12, "averaging": 0.999},
    ),
)
