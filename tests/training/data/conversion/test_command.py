"""`python -m training data`: what it is given and what it says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from digit_recognizer.files import CACHE_VARIABLE
from tests.training.data.conversion.conftest import ONE, pen_text
from training.__main__ import main


def test_pen_strokes_go_to_the_cache_and_the_variable_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    source = tmp_path / "pendigits-orig.tra"
    source.write_text(f'.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 2 3\n{pen_text(ONE)}')
    assert main(["data", "pen-strokes", "--from", str(source)]) == 0
    out = tmp_path / "cache/datasets/pen-strokes"
    assert capsys.readouterr().out == (
        f"Wrote 1 digits (train) of 1 writers to {out}. Nothing was skipped.\n"
        f"To use it: export PEN_STROKES_PATH={out}\n"
    )
    assert main(["data", "pen-strokes", "--from", str(source)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["data", "pen-strokes", "--from", str(source), "--force"]) == 0


def test_unipen_goes_where_it_is_told(
    release: Callable[[dict[str, str]], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = release({"data/1a/syn/zc.dat": f'{pen_text(ONE)}.SEGMENT CHARACTER 0 ? "1"'})
    out = tmp_path / "out"
    assert main(["data", "unipen", "--from", str(folder), "--out", str(out), "--contributors", "syn"]) == 0
    assert capsys.readouterr().out.endswith(f"Nothing was skipped.\nTo use it: export UNIPEN_PATH={out}\n")
    assert main(["data", "unipen", "--from", str(tmp_path / "none")]) == 2
    assert "holds no folders data and include" in capsys.readouterr().err
