"""A network that uses each of its convolutions several times: it has few weights and many layers."""

from collections.abc import Sequence

from digit_recognizer.contract import DIGIT_PROBABILITY, IMAGE_SIZE, PIXEL_MAX, PROBABILITIES
from training.zoo.heads import DETECTOR, FEATURES, classes, probability


def build_shared_convolutions(
    *,
    filters: int,
    uses: Sequence[int],
    features: int,
    detector_units: int,
    seed: int,
    normalization: type | None = None,
):
    """Builds one 3x3 convolution for each size of the maps, used several times with a shortcut, and two heads.

    What a convolution gets is normalised before it (He, Zhang, Ren and Sun, Identity mappings, 2016): each use has a
    normalisation of its own, and the kernel stays one.

    Args:
        filters: of every convolution.
        uses: how often each size's convolution is used; between two sizes, pooling.
        features: numbers that both heads decide by.
        detector_units: width of the dense layer before the judgement whether it is a digit.
        seed: decides the initial weights.
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
    x = layers.Conv2D(filters, 5, strides=2, padding="same")(x)
    for number, times in enumerate(uses):
        if number:
            x = layers.MaxPooling2D()(x)
        shared = layers.Conv2D(filters, 3, padding="same", use_bias=False)
        for _ in range(times):
            x = layers.Add()([x, shared(layers.ReLU()(normalize()(x)))])
    x = layers.ReLU()(normalize()(x))
    # Weighs the places of each map: what is left of it is one number. On the CPU there is no such kernel in bfloat16.
    x = normalize()(layers.DepthwiseConv2D(x.shape[1], use_bias=False, dtype="float32")(x))
    x = layers.ReLU()(normalize()(layers.Conv2D(features, 1, use_bias=False)(x)))
    values = layers.Flatten(name=FEATURES)(x)
    judged = layers.Dense(detector_units, activation="relu", name=DETECTOR)(values)
    answers = {PROBABILITIES: classes(values), DIGIT_PROBABILITY: probability(judged, DIGIT_PROBABILITY)}
    return keras.Model(images, answers, name="shared_convolutions")
