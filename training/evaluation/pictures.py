"""Measures how well pictures are read in which the ink is hard to find, by kind."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from digit_recognizer.recognizer import Recognizer
from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit
from training.evaluation import picture_answers
from training.evaluation.picture_answers import Answer, answers
from training.evaluation.picture_kinds import MEASURED, MeasuredKind, PictureSource
from training.store.assets import ReportFolders
from training.store.files import ensure_writable
from training.store.pictures import PictureFigures, PictureKinds
from training.store.runs import RunError
from training.synthesis.numbers import HELDOUT_WRITERS


@dataclass(frozen=True)
class PictureOptions:
    """What to measure.

    Attributes:
        count: pictures of each kind.
        seed: decides the pictures.
        only: kinds with this in their name; all by default.
        before: a checkout of an earlier version, that reads the same pictures.
        pen_strokes: the pen strokes' folder; see `load_pen_strokes`.
    """

    count: int
    seed: int
    only: str = ""
    before: Path | None = None
    pen_strokes: Path | None = None


def record_pictures(
    folders: ReportFolders, digits: Sequence[PenDigit], test: LabelledImages, options: PictureOptions
) -> str:
    """Measures the bundle's default model kind by kind, and keeps each kind's figures as soon as they are there.

    Args:
        folders: where the bundle and the figures lie.
        digits: pen digits; those of the held-out writers are drawn.
        test: MNIST's test rows; the second half is cut, as the first may be tried out on.
        options: what to measure.

    Returns:
        a table of what was recorded before and what was measured now.
    """
    from tqdm import tqdm

    ensure_writable(folders.reference)
    chosen = _chosen(options.only)
    recorded = PictureKinds.read(folders.pictures) if folders.pictures.exists() else None
    recognizer = Recognizer.load(folders.bundle)
    now = _begin(recorded, recognizer.default_model, options)
    source = _source(digits, test, options.pen_strokes)
    progress = tqdm(chosen, desc="pictures", unit="kind")
    for kind in progress:
        progress.set_postfix_str(kind.name)
        before = now.kinds[kind.name].before if kind.name in now.kinds else None
        figures = measure_kind(recognizer, kind, source, options)
        figures = figures if figures.before is not None else replace(figures, before=before)
        kinds = now.kinds | {kind.name: figures}
        now = replace(now, kinds={known.name: kinds[known.name] for known in MEASURED if known.name in kinds})
        now.write(folders.pictures)
    return tabulate([kind.name for kind in chosen], now, recorded)


def measure_kind(
    recognizer: Recognizer, kind: MeasuredKind, source: PictureSource, options: PictureOptions
) -> PictureFigures:
    """Reads the pictures of one kind, with the earlier version, too, where one is named."""
    pictures, texts = kind.encoded(source, options.count, options.seed)
    said = list(answers(recognizer, kind.task, pictures))
    is_right = [kind.is_right(answer, text) for answer, text in zip(said, texts, strict=True)]
    undoubted = [not answer["is_doubted"] for answer in said]
    before = None
    if options.before:
        earlier = _ask(options.before, kind.task, pictures)
        before = sum(kind.is_right(answer, text) for answer, text in zip(earlier, texts, strict=True)) / len(texts)
    return PictureFigures(
        task=kind.task,
        rows=len(texts),
        accuracy=sum(is_right) / len(texts),
        refused=sum(answer["text"] is None for answer in said) / len(texts),
        undoubted_errors=sum(sure and not right for sure, right in zip(undoubted, is_right, strict=True)) / len(texts),
        before=before,
    )


def _chosen(only: str) -> list[MeasuredKind]:
    chosen = [kind for kind in MEASURED if only in kind.name]
    if not chosen:
        known = "; ".join(kind.name for kind in MEASURED)
        raise RunError(f"No kind of picture has {only!r} in its name. The kinds: {known}.")
    return chosen


def _begin(recorded: PictureKinds | None, model: str, options: PictureOptions) -> PictureKinds:
    """The record that figures are added to: the one there is, if it is of the same model and the same pictures."""
    commit = None if options.before is None else _commit_of(options.before)
    if recorded is None or (recorded.model, recorded.seed) != (model, options.seed):
        return PictureKinds(model=model, seed=options.seed, before=commit, kinds={})
    return recorded if commit is None else replace(recorded, before=commit)


def _source(digits: Sequence[PenDigit], test: LabelledImages, pen_strokes: Path | None) -> PictureSource:
    half = len(test) // 2
    unseen = LabelledImages(test.images[half:], test.labels[half:])
    return PictureSource([digit for digit in digits if digit.writer in HELDOUT_WRITERS], unseen, pen_strokes)


def _ask(checkout: Path, task: str, pictures: Sequence[bytes]) -> list[Answer]:
    """Has the reader of another checkout answer, in a process of its own."""
    environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(checkout.resolve())}
    command = [sys.executable, "-P", str(Path(picture_answers.__file__).resolve())]
    sent = json.dumps({"task": task, "pictures": [base64.b64encode(picture).decode() for picture in pictures]})
    done = subprocess.run(command, check=False, input=sent, stdout=subprocess.PIPE, env=environment, text=True)
    if done.returncode:
        raise RunError(f"The reader in {checkout} ended with status {done.returncode}. Name a checkout that runs.")
    return json.loads(done.stdout)


def _commit_of(checkout: Path) -> str:
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RunError(f"{str(checkout)!r} is no checkout of this project: {done.stderr.strip()}")
    return done.stdout.strip()


def tabulate(names: Sequence[str], now: PictureKinds, recorded: PictureKinds | None) -> str:
    """Returns one line for each kind: what is right, recorded and now, what is refused and wrong without a doubt."""
    lines = [f"{'kind':45}  recorded       now   refused  undoubted"]
    for name in names:
        figures = now.kinds[name]
        before = recorded.kinds.get(name) if recorded else None
        said = f"{before.accuracy:8.1%}" if before else f"{'–':>8}"
        lines.append(
            f"{name:45}  {said}  {figures.accuracy:8.1%}  {figures.refused:8.1%}  {figures.undoubted_errors:9.1%}"
        )
    return "\n".join(lines)
