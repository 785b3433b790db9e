"""How well each way of writing is read that is known by name."""

from training.evaluation.disturbances import PredictProba
from training.store.figures import StyleFigures
from training.synthesis.style_drawings import StyleDrawings


def measure_styles(predict_proba: PredictProba, drawings: StyleDrawings) -> StyleFigures:
    """Returns accuracies over all drawings and by style, in the order in which the styles were drawn."""
    is_right = predict_proba(drawings.images).argmax(axis=1) == drawings.labels
    names = dict.fromkeys(drawings.names.tolist())
    return StyleFigures(
        rows=len(is_right),
        accuracy=float(is_right.mean()),
        styles={name: float(is_right[drawings.names == name].mean()) for name in names},
    )
