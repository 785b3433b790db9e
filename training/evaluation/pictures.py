"""Measures how well pictures are read in which the ink is hard to find, by kind."""

from collections.abc import Iterable, Sequence

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.recognizer import Recognizer
from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit
from training.store.assets import ReportFolders
from training.store.files import ensure_writable
from training.store.pictures import PictureFigures, PictureKinds
from training.synthesis.numbers import HELDOUT_WRITERS
from training.synthesis.pictures.kinds import KINDS, LabelledPicture, compose_kind


def record_pictures(
    folders: ReportFolders, digits: Sequence[PenDigit], images: LabelledImages, count: int, seed: int
) -> str:
    """Measures the bundle as `measure_pictures` does, and keeps the figures beside the trials.

    Returns:
        a table of what was recorded before and what was measured now.
    """
    ensure_writable(folders.reference)
    recorded = PictureKinds.read(folders.pictures) if folders.pictures.exists() else None
    now = measure_pictures(Recognizer.load(folders.bundle), digits, images, count, seed)
    now.write(folders.pictures)
    return tabulate(now, recorded)


def measure_pictures(
    recognizer: Recognizer, digits: Sequence[PenDigit], images: LabelledImages, count: int, seed: int
) -> PictureKinds:
    """Reads pictures of every kind with the default model.

    Args:
        recognizer: reads them.
        digits: pen digits; those of the held-out writers are drawn.
        images: MNIST's test rows; the second half is cut, as the first may be tried out on.
        count: pictures of each kind.
        seed: decides the pictures.
    """
    from tqdm import tqdm

    drawn = [digit for digit in digits if digit.writer in HELDOUT_WRITERS]
    half = len(images) // 2
    cut = LabelledImages(images.images[half:], images.labels[half:])
    kinds = {
        kind: measure_kind(recognizer, compose_kind(kind, count, seed, drawn, cut))
        for kind in tqdm(KINDS, desc="pictures", unit="kind")
    }
    return PictureKinds(model=recognizer.default_model, seed=seed, kinds=kinds)


def measure_kind(recognizer: Recognizer, pictures: Iterable[LabelledPicture]) -> PictureFigures:
    """Reads the pictures of one kind."""
    rows = right = refused = undoubted = 0
    for picture in pictures:
        rows += 1
        try:
            answer = recognizer.predict(picture.picture)
        except DigitRecognizerError:
            refused += 1
            continue
        is_right = answer.label == picture.label
        right += is_right
        undoubted += not is_right and answer.is_digit is not False
    return PictureFigures(rows=rows, accuracy=right / rows, refused=refused / rows, undoubted_errors=undoubted / rows)


def tabulate(now: PictureKinds, recorded: PictureKinds | None) -> str:
    """Returns one line for each kind: what is read correctly, refused and wrong without a doubt, recorded and now."""
    lines = [f"{'kind':38}  recorded       now   refused  undoubted"]
    for kind, figures in now.kinds.items():
        before = recorded.kinds.get(kind) if recorded else None
        said = f"{before.accuracy:8.1%}" if before else f"{'–':>8}"
        lines.append(
            f"{kind:38}  {said}  {figures.accuracy:8.1%}  {figures.refused:8.1%}  {figures.undoubted_errors:9.1%}"
        )
    return "\n".join(lines)
