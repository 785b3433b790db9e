"""Files are written whole or not at all."""

import pytest

from digit_recognizer.files import write_atomically


def test_a_crash_while_writing_leaves_the_old_file_whole(tmp_path):
    file = tmp_path / "weights.bin"
    file.write_bytes(b"old")

    def crash(opened):
        opened.write(b"half of the n")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write_atomically(file, crash)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_finished_write_replaces_the_old_file_and_makes_folders(tmp_path):
    file = tmp_path / "a" / "b" / "weights.bin"
    write_atomically(file, lambda opened: opened.write(b"old"))
    write_atomically(file, lambda opened: opened.write(b"new"))
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]
