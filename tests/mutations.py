"""Changes thresholds and conditions of picture and number reading one at a time, and says which changes are noticed.

`python -m tests.mutations --seed 1` ends with exit code 1 when fewer than 32 of 35 are noticed. Every change is made in
a temporary copy of the package. Numbers become larger or smaller by a factor of about 1.5, whole ones by at least 1;
comparisons are turned round; `and` and `or`, `&` and `|` are exchanged.

Left alone is what is no threshold: places in arrays (`x[0]`, `axis=1`), what is computed for an error's text alone, and
what keeps sizes and divisors from being nothing: numbers below 1e-5, and the 1 of `max(1, …)`.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = "digit_recognizer"
# Wherever the modules that read pictures and numbers lie.
MODULES = (
    *(f"{name}.py" for name in ("decoding", "paper", "ruling", "specks", "marks", "ink", "preprocessing", "locating")),
    "image/*.py",
    "number/*.py",
)
UNIT_TESTS = (
    *(f"tests/{PACKAGE}/test_{name}.py" for name in ("decoding", "ink", "preprocessing", "locating")),
    f"tests/{PACKAGE}/image",
    f"tests/{PACKAGE}/number",
)
COUNT, MIN_NOTICED = 35, 32
_FACTOR = 1.5
_GUARD = 1e-5
_SECONDS = 900

_TURNED = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_EXCHANGED = {ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}


@dataclass(frozen=True)
class Mutant:
    """One change to one file.

    Attributes:
        path: the file's, from the package's folder.
        line: counted from 1.
        before: the expression as it stands.
        after: what it becomes.
        source: the whole file with the change.
    """

    path: Path
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{PACKAGE}/{self.path}:{self.line}: {self.before} -> {self.after}"


def find_sites(tree: ast.AST) -> Iterator[ast.AST]:
    """Yields every number and condition that may be changed, in the order of the source."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Raise | ast.Subscript | ast.JoinedStr) or _is_annotation(tree, child):
            if isinstance(child, ast.Subscript):
                yield from find_sites(ast.Expression(child.value))
            continue
        if (isinstance(child, ast.keyword) and child.arg == "axis") or _is_least_size(tree, child):
            continue
        if _is_threshold(child) or _is_condition(child):
            yield child
        yield from find_sites(child)


def _is_annotation(parent: ast.AST, child: ast.AST) -> bool:
    return child in (getattr(parent, "annotation", None), getattr(parent, "returns", None))


def _is_least_size(parent: ast.AST, child: ast.AST) -> bool:
    """Whether a number is the 1 of `max(1, …)`."""
    is_max = isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "max"
    return is_max and isinstance(child, ast.Constant) and child.value == 1


def _is_threshold(node: ast.AST) -> bool:
    is_number = isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return is_number and not isinstance(node.value, bool) and not 0 < node.value < _GUARD


def _is_condition(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return type(node.ops[0]) in _TURNED
    if isinstance(node, ast.BoolOp):
        return True
    # In unions of types, a bar stands between names of classes.
    is_union = isinstance(node, ast.BinOp) and ast.unparse(node.right).strip("\"'").rpartition(".")[2][:1].isupper()
    return isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _EXCHANGED and not is_union


def change(node: ast.AST, chance: random.Random) -> None:
    """Changes one node in place."""
    if isinstance(node, ast.Constant):
        node.value = changed_number(node.value, chance.random() < 0.5)
    elif isinstance(node, ast.Compare):
        node.ops[0] = _TURNED[type(node.ops[0])]()
    else:
        node.op = _EXCHANGED[type(node.op)]()


def changed_number(value: float, is_larger: bool) -> float:
    """Returns a number larger or smaller by a factor of about 1.5, a whole one by at least 1."""
    if not value:
        return 1 if isinstance(value, int) else 0.5
    other = value * _FACTOR if is_larger else value / _FACTOR
    if isinstance(value, float):
        return float(f"{other:.4g}")
    nearest = round(other)
    return nearest if nearest != value else value + (1 if is_larger else -1)


def choose_mutants(seed: int, count: int, repository: Path = REPOSITORY) -> list[Mutant]:
    """Chooses changes at random, every number and condition being equally likely, and none twice."""
    chance = random.Random(seed)
    folder = repository / PACKAGE
    files = sorted({path for pattern in MODULES for path in folder.glob(pattern)})
    sites = [(path, index) for path in files for index in range(len(list(find_sites(ast.parse(path.read_text())))))]
    chosen = chance.sample(sites, min(count, len(sites)))
    return [_mutant(path, index, folder, chance) for path, index in chosen]


def _mutant(path: Path, index: int, folder: Path, chance: random.Random) -> Mutant:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    node = list(find_sites(tree))[index]
    before = ast.unparse(node)
    change(node, chance)
    return Mutant(path.relative_to(folder), node.lineno, before, ast.unparse(node), ast.unparse(tree))


def copy_checkout(folder: Path, repository: Path = REPOSITORY) -> None:
    """Copies the package, and links everything beside it."""
    for path in repository.iterdir():
        if path.name == PACKAGE:
            shutil.copytree(path, folder / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
        elif not path.name.startswith("."):
            (folder / path.name).symlink_to(path)


def noticed_by(mutant: Mutant) -> str | None:
    """Makes the change in a copy of the checkout; returns what notices it there, None where nothing does."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = Path(name)
        copy_checkout(folder)
        (folder / PACKAGE / mutant.path).write_text(mutant.source, encoding="utf-8")
        return _golden(folder) or _unit_tests(folder)


def _golden(folder: Path) -> str | None:
    output = _run(["-m", "tests.golden", "check", "--fail-fast"], folder)
    return output and f"golden ({output[0].strip()[:90]})"


def _unit_tests(folder: Path) -> str | None:
    existing = [name for name in UNIT_TESTS if (folder / name).exists()]
    output = _run(["-m", "pytest", "-x", "-p", "no:cacheprovider", *existing], folder)
    failed = [line for line in output or [] if line.startswith(("FAILED", "ERROR"))]
    return output and (failed[0][:120] if failed else output[-1])


def _run(arguments: Sequence[str], folder: Path) -> list[str] | None:
    """Runs Python in the copy; returns what it printed when it failed or did not end, None when all was well."""
    # Changed files must never be mistaken for those compiled a moment before.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"did not end within {_SECONDS} s"]
    lines = done.stdout.strip().splitlines() or ["no output"]
    if not done.returncode:
        return None
    return lines[-1:] if lines[0].startswith("Traceback") else lines


def main(arguments: list[str] | None = None) -> int:
    """Runs the experiment once; returns 1 when too few changes are noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="which changes (default: %(default)s)")
    parser.add_argument("--count", type=int, default=COUNT, help="how many (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    mutants = choose_mutants(chosen.seed, chosen.count)
    noticed = 0
    # The work is done by the processes that each thread waits for.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for mutant, by in zip(mutants, pool.map(noticed_by, mutants), strict=True):
            noticed += by is not None
            print(f"{mutant}: {'noticed by ' + by if by else 'NOT noticed'}", flush=True)
    print(f"{noticed} of {len(mutants)} changes were noticed.")
    return int(noticed * COUNT < MIN_NOTICED * len(mutants))


if __name__ == "__main__":
    sys.exit(main())
