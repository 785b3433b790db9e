"""Every model by name. To add one, write its spec in the module of its framework."""

from training.zoo.handwriting_models import HANDWRITING_MODELS
from training.zoo.keras_models import KERAS_MODELS
from training.zoo.sklearn_models import SKLEARN_MODELS
from training.zoo.spec import ModelSpec, look_up
from training.zoo.tensorflow_models import TENSORFLOW_MODELS

ZOO: dict[str, ModelSpec] = {
    spec.name: spec for spec in (*HANDWRITING_MODELS, *KERAS_MODELS, *TENSORFLOW_MODELS, *SKLEARN_MODELS)
}
DEFAULT_MODEL = "cnn"


def find_spec(name: str) -> ModelSpec:
    """Returns the spec of that name.

    Raises:
        KeyError: no model has that name; the message lists those that exist.
    """
    return look_up(ZOO, name, "model", "models")
