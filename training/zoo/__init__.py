"""Every model by name. To add one, write its spec in the module of its framework."""

from training.zoo.handwriting_models import CNN_TEACHER, HANDWRITING_MODELS
from training.zoo.keras_models import KERAS_MODELS
from training.zoo.line_reader import LINE_READER
from training.zoo.sklearn_models import SKLEARN_MODELS
from training.zoo.spec import ModelSpec, look_up
from training.zoo.tensorflow_models import TENSORFLOW_MODELS

ZOO: dict[str, ModelSpec] = {
    spec.name: spec for spec in (*HANDWRITING_MODELS, *KERAS_MODELS, *TENSORFLOW_MODELS, *SKLEARN_MODELS)
}
DEFAULT_MODEL = "cnn"
SERVED: dict[str, ModelSpec] = {**ZOO, LINE_READER.name: LINE_READER}  # nobody picks the line reader: it helps all
TRAINED: dict[str, ModelSpec] = {CNN_TEACHER.name: CNN_TEACHER, **SERVED}  # a teacher before those whom it teaches


def find_spec(name: str) -> ModelSpec:
    """Returns the spec of that name.

    Raises:
        UnknownNameError: no model has that name; the message lists those that exist.
    """
    return look_up(TRAINED, name, "model", "models")
