"""XOR learnt by two sigmoid units under a third: the smallest network that a line's limit does not bind."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
TARGETS = (0, 1, 1, 0)
LEARNING_RATE = 0.2
UPDATES = 5_000
# One loss is kept for each call of Keras's compiled loop; the loop is what makes 5,000 updates take seconds.
UPDATES_PER_LOSS = 50
TOLERANCE = 0.1


@dataclass(frozen=True)
class XorNetwork:
    """A trained 2-2-1 network.

    Attributes:
        seed: seeds both layers' initial weights; nothing else is random.
        hidden_weights: [2 inputs, 2 units].
        hidden_biases: [2 units].
        output_weights: [2 units].
        output_bias: one number.
        losses: binary cross-entropy in nats, the mean over each 50 updates.
    """

    seed: int
    hidden_weights: np.ndarray
    hidden_biases: np.ndarray
    output_weights: np.ndarray
    output_bias: float
    losses: tuple[float, ...]

    def answer(self, inputs: np.ndarray) -> np.ndarray:
        """Returns the network's outputs in 0..1 [...] for points [..., 2]."""
        hidden = _sigmoid(np.asarray(inputs, dtype=np.float64) @ self.hidden_weights + self.hidden_biases)
        return _sigmoid(hidden @ self.output_weights + self.output_bias)

    @property
    def has_learnt(self) -> bool:
        """Whether all four answers are within 0.1 of their targets: rounding would also pass a lucky 0.5001."""
        return bool(np.all(np.abs(self.answer(np.array(INPUTS)) - TARGETS) < TOLERANCE))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    # By tanh, which does not overflow far from 0.
    return 0.5 * (1 + np.tanh(0.5 * values))


def build_xor_network(seed: int) -> keras.Model:
    """Builds 2-2-1 with sigmoids, for Adam and binary cross-entropy."""
    glorot = keras.initializers.GlorotUniform
    model = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(2, activation="sigmoid", kernel_initializer=glorot(2 * seed)),
            keras.layers.Dense(1, activation="sigmoid", kernel_initializer=glorot(2 * seed + 1)),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(LEARNING_RATE),
        loss="binary_crossentropy",
        steps_per_execution=UPDATES_PER_LOSS,
        # XLA takes longer to compile nine numbers than it saves.
        jit_compile=False,
    )
    return model


def fit_xor_network(seed: int, updates: int = UPDATES) -> XorNetwork:
    """Trains with `updates` Adam steps, each on the whole truth table: what the course counts as epochs.

    XOR is where Minsky and Papert 1969 ("Perceptrons") showed one layer to fail, and the first example on which
    Rumelhart, Hinton and Williams 1986 ("Learning internal representations by error propagation") showed two to
    succeed. Keras repeats the four rows inside its compiled loop.

    Args:
        seed: of the initial weights. From many starts the loss gets stuck at about half of ln 2.
        updates: a multiple of 50.
    """
    model = build_xor_network(seed)
    rows = (np.array(INPUTS, dtype=np.float32), np.array(TARGETS, dtype=np.float32)[:, None])
    history = model.fit(
        tf.data.Dataset.from_tensors(rows).repeat(),
        epochs=updates // UPDATES_PER_LOSS,
        steps_per_epoch=UPDATES_PER_LOSS,
        shuffle=False,
        verbose=0,
    )
    hidden_weights, hidden_biases, output_weights, output_bias = (
        weights.astype(np.float64) for weights in model.get_weights()
    )
    return XorNetwork(
        seed,
        hidden_weights,
        hidden_biases,
        output_weights[:, 0],
        float(output_bias[0]),
        tuple(float(loss) for loss in history.history["loss"]),
    )


def fit_over_seeds(seeds: Sequence[int], updates: int = UPDATES) -> list[XorNetwork]:
    """Trains one network per seed, to see how many starts reach XOR."""
    from tqdm import tqdm

    return [fit_xor_network(seed, updates) for seed in tqdm(seeds, desc="XOR networks", unit="network")]
