"""What the page says of itself is what was measured."""

from dataclasses import replace

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.interface.how import how_it_works
from digit_recognizer.recognizer import Recognizer

FIGURES = {"auroc": 0.99, "refused_digits": 0.01, "passed_characters": 0.04}


def measured(bundle: Bundle, figures) -> Recognizer:
    """Gives the default model, which has a detector, these figures on letters, or none."""

    def changed(info):
        if info.name != bundle.manifest.default_model:
            return info
        others = {name: value for name, value in info.metrics.items() if name != "real_characters"}
        return replace(info, metrics=others | ({"real_characters": figures} if figures else {}))

    models = tuple(changed(info) for info in bundle.manifest.models)
    return Recognizer(replace(bundle, manifest=replace(bundle.manifest, models=models)))


def test_the_detector_that_speaks_for_all_says_how_well_it_tells_letters(recognizer):
    assert how_it_works(measured(recognizer.bundle, FIGURES)).props["judged"] == FIGURES
    assert how_it_works(measured(recognizer.bundle, None)).props["judged"] is None
