"""JSON, digests and folders."""

import shutil

import pytest

from training.store.files import MIN_FREE_BYTES, ensure_writable, read_json, sha256_of, write_json


def test_json_comes_back_as_written(tmp_path):
    content = {"title": "k nächste Nachbarn", "shares": [0.1, 1e-7], "none": None}
    write_json(tmp_path / "x.json", content)
    assert read_json(tmp_path / "x.json") == content
    assert "nächste" in (tmp_path / "x.json").read_text(encoding="utf-8")


def test_sha256_is_that_of_the_bytes(tmp_path):
    (tmp_path / "x").write_bytes(b"abc")
    assert sha256_of(tmp_path / "x") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_ensure_writable_makes_the_folder_and_leaves_nothing_in_it(tmp_path):
    ensure_writable(tmp_path / "runs")
    assert list((tmp_path / "runs").iterdir()) == []


def test_ensure_writable_names_the_folder_that_is_in_the_way(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"file/runs cannot be written"):
        ensure_writable(tmp_path / "file" / "runs")


@pytest.mark.parametrize(("free", "is_refused"), [(MIN_FREE_BYTES - 1, True), (MIN_FREE_BYTES, False)])
def test_ensure_writable_refuses_a_disk_that_is_almost_full(tmp_path, monkeypatch, free, is_refused):
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    if not is_refused:
        ensure_writable(tmp_path / "runs")
        return
    with pytest.raises(OSError, match=r"The disk of .*runs has 500 MB left; training needs 500 MB\. Free some space"):
        ensure_writable(tmp_path / "runs")
