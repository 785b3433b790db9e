"""The two heads of a handwriting network: ten classes, and beside them whether it is a digit at all."""

from typing import Any

from digit_recognizer.contract import CLASS_COUNT, PROBABILITIES

DETECTOR, SYMBOL_DETECTOR = "judge", "symbol_judge"
FEATURES, NO_OUTLIER, NO_SYMBOL = "features", "no_outlier", "no_symbol"


def classes(features: Any) -> Any:
    """Returns the layer of the ten classes, computed in float32 whatever the rest is."""
    from keras import layers

    return layers.Dense(CLASS_COUNT, activation="softmax", dtype="float32", name=PROBABILITIES)(features)


def probability(values: Any, name: str) -> Any:
    """Returns one probability, computed in float32 whatever the rest is."""
    from keras import layers

    return layers.Dense(1, activation="sigmoid", dtype="float32", name=name)(values)
