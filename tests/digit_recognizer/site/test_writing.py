"""The site's folder is whole, and nothing else is overwritten."""

import pytest

from digit_recognizer.errors import SettingError
from digit_recognizer.site import __main__ as command
from digit_recognizer.site import write_site

FILES = {"index.html": b"page", "worker.js": b"worker", "models/manifest.json": b"{}"}


def content_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_takes_the_place_of_an_earlier_one(tmp_path):
    folder = tmp_path / "new" / "dist"
    write_site({**FILES, "gone.js": b""}, folder)
    write_site(FILES, folder)
    assert content_of(folder) == FILES
    assert list(folder.parent.iterdir()) == [folder]


def test_a_site_that_cannot_be_written_leaves_the_earlier_one(tmp_path):
    write_site(FILES, tmp_path / "dist")
    with pytest.raises(OSError, match="File name too long"):
        write_site({**FILES, "x" * 300: b""}, tmp_path / "dist")
    assert content_of(tmp_path / "dist") == FILES
    assert list(tmp_path.iterdir()) == [tmp_path / "dist"]


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(SettingError, match="holds something else than an earlier site"):
        write_site(FILES, tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "mine"


def test_the_command_says_what_it_wrote_and_what_went_wrong(tmp_path, monkeypatch, capsys, recognizer):
    asked = []

    def made(recognizer, addresses):
        asked.append(addresses.full_app)
        return FILES

    monkeypatch.setattr(command, "Recognizer", lambda _: recognizer)
    monkeypatch.setattr(command, "site_files", made)
    assert command.main([str(tmp_path / "dist"), "--space-id", "tester/draw"]) == 0
    assert asked == ["https://huggingface.co/spaces/tester/draw"]
    assert "Wrote 3 files" in capsys.readouterr().out
    (tmp_path / "other.txt").touch()
    assert command.main([str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("The site was not written: ")
