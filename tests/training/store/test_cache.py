"""What has been made is made once, found by the content of its inputs and by its code, and never read when damaged."""

import importlib
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from training.store.cache import CacheEntry, cache_folder, cached


@dataclass(frozen=True)
class Squares:
    """Numbers and their squares, int64 [n]."""

    numbers: np.ndarray
    squares: np.ndarray


NUMBERS = np.arange(5)
calls: list[int] = []  # of `square`: with how many workers


def square(numbers, power=2, *, workers=1):
    calls.append(workers)
    return Squares(numbers, numbers**power)


@pytest.fixture(autouse=True)
def _no_calls_and_a_cache_of_its_own(cache):
    calls.clear()


def entries():
    return sorted(cache_folder().iterdir())


def test_the_cache_goes_where_the_environment_says(cache):
    assert cache_folder() == cache / "training"


def test_equal_content_is_made_once_however_it_is_made():
    first = cached(Squares, square, NUMBERS, 2, workers=1)
    again = cached(Squares, square, NUMBERS.copy(), 2, workers=7)
    assert calls == [1]
    assert again.squares.tolist() == first.squares.tolist() == [0, 1, 4, 9, 16]
    assert again.squares.dtype == first.squares.dtype


@pytest.mark.parametrize(
    "inputs", [(NUMBERS + 1, 2), (NUMBERS[::-1], 2), (NUMBERS, 3)], ids=["values", "order", "power"]
)
def test_other_inputs_of_the_same_count_are_made_anew(inputs):
    cached(Squares, square, NUMBERS, 2)
    made = cached(Squares, square, *inputs)
    assert made.squares.tolist() == (inputs[0] ** inputs[1]).tolist()
    assert len(calls) == len(entries()) == 2


def test_other_code_makes_anew(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    numbers = []
    for factor in (2, 3, 2):
        (tmp_path / "made_up_for_cache.py").write_text(
            "import numpy as np\nfrom tests.training.store.test_cache import Squares\n\n\n"
            f"def make(count):\n    return Squares(np.arange(count), np.arange(count) * {factor})\n"
        )
        importlib.invalidate_caches()
        monkeypatch.delitem(sys.modules, "made_up_for_cache", raising=False)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        module = importlib.import_module("made_up_for_cache")
        numbers.append(cached(Squares, module.make, 3).squares.tolist())
    assert numbers == [[0, 2, 4], [0, 3, 6], [0, 2, 4]]
    assert len(entries()) == 2


@pytest.mark.parametrize("size", [0, 1, 40, -1], ids=str)
def test_a_half_written_entry_is_made_anew(size, caplog):
    cached(Squares, square, NUMBERS)
    [file] = entries()
    file.write_bytes(file.read_bytes()[:size])
    assert cached(Squares, square, NUMBERS).squares.tolist() == [0, 1, 4, 9, 16]
    assert "is damaged" in caplog.text
    assert len(calls) == 2
    cached(Squares, square, NUMBERS)
    assert len(calls) == 2


def test_one_changed_byte_is_noticed_wherever_it_is():
    entry = CacheEntry.of(Squares, square, NUMBERS)
    entry.write(square(NUMBERS))
    whole = entry.file.read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        entry.file.write_bytes(damaged)
        assert entry.read() is None
    entry.file.write_bytes(whole)
    assert entry.read() is not None


def test_a_failure_leaves_nothing():
    with pytest.raises(TypeError, match="unsupported"):
        cached(Squares, square, "no numbers")
    assert not cache_folder().exists()


def test_what_would_have_to_be_pickled_is_not_kept():
    entry = CacheEntry.of(Squares, square, NUMBERS)
    with pytest.raises(ValueError, match=r"[Oo]bject arrays"):
        entry.write(Squares(np.array([None]), np.array([1])))
    assert entry.read() is None
