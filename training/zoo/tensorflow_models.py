"""The models written with TensorFlow itself. TensorFlow is imported only when one is built."""

from collections.abc import Sequence

from training.zoo.spec import ModelSpec


def build_dense_network(units: Sequence[int], dropout: float, seed: int):
    """Builds dense layers; none but the output makes it softmax regression."""
    import tensorflow as tf

    from training.zoo.tensorflow_networks import DenseNetwork

    tf.random.set_seed(seed)
    return DenseNetwork(units, dropout, seed)


def build_convolutional_network(filters: Sequence[int], units: int, dropout: float, seed: int):
    """Builds two convolutions and one dense layer."""
    import tensorflow as tf

    from training.zoo.tensorflow_networks import ConvolutionalNetwork

    tf.random.set_seed(seed)
    return ConvolutionalNetwork(filters, units, dropout, seed)


TENSORFLOW_MODELS = (
    ModelSpec(
        name="cnn_tensorflow",
        title="CNN in TensorFlow",
        family="convolutional",
        framework="tensorflow",
        build=build_convolutional_network,
        source="Report row 6: 5x5 convolutions of 32 and 64 filters, 2x2 pooling, 1024 dense, dropout, Adam 1e-4, 1500 "
        "steps of 50. The row leaves open: same padding, dropout 0.5 and He initialisation.",
        hyperparameters={"filters": (32, 64), "units": 1024, "dropout": 0.5},
        training={"optimizer": "adam", "learning_rate": 1e-4, "batch_size": 50, "steps": 1500, "byte_weights": True},
    ),
    ModelSpec(
        name="ann_tensorflow",
        title="Network in TensorFlow",
        family="dense",
        framework="tensorflow",
        build=build_dense_network,
        source="Report row 5: 784-1000-250-100-10, dropout 0.6, Adam 1e-4, 1000 steps of 100. The row leaves open: "
        "ReLU, He initialisation, and dropout, the share of units left out, after the last hidden layer only.",
        hyperparameters={"units": (1000, 250, 100), "dropout": 0.6},
        training={"optimizer": "adam", "learning_rate": 1e-4, "batch_size": 100, "steps": 1000, "byte_weights": True},
    ),
    ModelSpec(
        name="softmax_regression",
        title="Softmax regression",
        family="linear",
        framework="tensorflow",
        build=build_dense_network,
        source="Report row 4: linear softmax classifier. The row leaves its training open: gradient descent at 0.5, "
        "1000 steps of 100, as in TensorFlow's beginners' tutorial of 2016.",
        hyperparameters={"units": (), "dropout": 0.0},
        training={"optimizer": "gradient_descent", "learning_rate": 0.5, "batch_size": 100, "steps": 1000},
    ),
)
