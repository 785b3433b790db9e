"""One module per framework, each with the same functions.

`fit`, `predict_proba`, `save`, `load`, `to_onnx`, `count_parameters` and the name of its weights file: what
differs between frameworks lives here, and nothing else does.
"""

from types import ModuleType

from training.zoo.spec import ModelSpec


def backend_of(spec: ModelSpec) -> ModuleType:
    """Returns the module that fits and exports `spec`; imports its framework no sooner."""
    if spec.framework == "keras":
        from training.backends import keras_backend

        return keras_backend
    if spec.framework == "tensorflow":
        from training.backends import tensorflow_backend

        return tensorflow_backend
    from training.backends import sklearn_backend

    return sklearn_backend
