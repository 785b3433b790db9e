"""What the room Practise counts is measured as the page counts it."""

import numpy as np
import pytest

from training.evaluation.practise import OUTLIERS, Readings, Rules, Samples, measure


def readings(*each: tuple[int, float, bool]) -> Readings:
    labels, confidences, is_digit = zip(*each, strict=True)
    return Readings(np.array(labels), np.array(confidences, np.float32), np.array(is_digit))


@pytest.fixture
def samples() -> Samples:
    return Samples(
        labels=np.array([3, 3, 7, 8]),
        # Right; read as another, and surely; too faintly; no digit.
        digits=readings((3, 0.9, True), (8, 0.9, True), (7, 0.4, True), (8, 0.9, False)),
        # Not seen in a mirror; seen as the digit only there; not surely; the same there.
        flipped=readings((5, 0.9, True), (3, 0.9, True), (7, 0.5, True), (8, 0.9, True)),
        others=readings(*((1, 0.9, index == 0) for index in range(len(OUTLIERS)))),
        kinds=np.array(list(OUTLIERS)),
    )


def test_each_share_is_of_what_it_says(samples):
    figures = measure(samples, accept=0.7, mirrored=0.8)
    assert figures["digits refused"] == 0.75
    assert figures["digits counted as another"] == 0.25
    assert figures["digits called mirrored"] == 0.25
    # Of the three that look different in a mirror: the first is recognised there, and the second counts as it is.
    assert figures["mirrored digits recognised"] == pytest.approx(1 / 3)
    assert figures["mirrored digits counted"] == pytest.approx(1 / 3)
    assert [figures[f"{kind} counted"] for kind in OUTLIERS] == [1] + [0] * (len(OUTLIERS) - 1)


def test_the_figures_are_written_beside_the_rules(tmp_path, monkeypatch):
    monkeypatch.setattr("training.evaluation.practise.RULES", tmp_path / "rules.json")
    Rules(0.7, 0.2, 0.8).write({"digits refused": 0.25})
    assert Rules.read() == Rules(0.7, 0.2, 0.8)
    assert '"digits refused": 0.25' in (tmp_path / "rules.json").read_text()
