"""How the page works, in a few sentences, with what was measured of telling digits from letters."""

from digit_recognizer.interface.components import Part
from digit_recognizer.recognizer import Recognizer


def how_it_works(recognizer: Recognizer) -> Part:
    """Adds what happens behind the page.

    Where the detector that speaks for all models was held against letters and symbols that people wrote, its figures
    are shown: shares in 0 to 1.
    """
    by_rank = sorted(recognizer.models, key=lambda info: info.name != recognizer.default_model)
    detector = next((info for info in by_rank if info.rejection_threshold is not None), None)
    return Part("how", judged=detector and detector.metrics.get("real_characters"))
