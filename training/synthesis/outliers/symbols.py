"""Symbols: signs that everybody can draw and that a digit is easily taken for, by several schools of drawing each."""

from collections.abc import Callable

import numpy as np

from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.strokes import Strokes, arc, by_hand, curve, draw, line, rotation


def draw_symbol(rng: np.random.Generator, sources: Sources) -> np.ndarray:
    """Draws one symbol of a kind the split may hold: uint8 RGB canvas."""
    name = sources.symbols[rng.integers(len(sources.symbols))]
    return draw(by_hand(SYMBOLS[name](rng), rng, tilt=0.03), rng)


def _dot(x: float, y: float, rng: np.random.Generator) -> np.ndarray:
    """The dot of a sign: a point, a tick or a small ring."""
    size = rng.uniform(0.04, 0.09)
    if rng.uniform() < 0.3:
        return line((x - size / 2, y - size / 2), (x + size / 2, y + size / 2))
    return arc((x, y), (size, size), 0, 1, 8)


def _moved(strokes: Strokes, right: float, down: float = 0) -> Strokes:
    return [np.add(stroke, (right, down)) for stroke in strokes]


def _heart(rng: np.random.Generator) -> Strokes:
    """By the usual curve, or as a hand does it: two bows and a point, in one stroke or two."""
    width, notch = rng.uniform(0.75, 1.25), rng.uniform(0.1, 0.5)
    if rng.uniform() < 0.3:
        t = np.linspace(0, 2 * np.pi, 60) + rng.choice([0, np.pi])
        y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
        return [np.stack([16 * np.sin(t) ** 3 * width, y], axis=1)]
    shoulder, flank = rng.uniform(-0.05, 0.15), rng.uniform(0.75, 1.05)
    bow = curve(
        np.array(
            [[0, notch], [0.22, 0], [0.55, -0.06 + shoulder / 2], [flank, 0.2], [flank, 0.5], [0.5, 0.95], [0, 1.45]]
        )
    )
    left = bow * (-1, 1)
    right = bow + rng.normal(0, 0.04, 2)
    if rng.uniform() < 0.45:
        whole = np.concatenate([left[::-1], bow[1:]])
        return [(whole if rng.uniform() < 0.5 else np.concatenate([bow, left[::-1][1:]])) * (width, 1)]
    return [left * (width, 1), right * (width, 1)]


def _question_mark(rng: np.random.Generator) -> Strokes:
    """A hook and a dot; the stem straight, curved back or bent like an S."""
    reach, stem = rng.uniform(0.7, 1.1), rng.uniform(0.2, 0.6)
    begin = rng.uniform(-0.1, 0.35)
    hook = np.array(
        [[-0.5 * reach, begin], [-0.4 * reach, -0.25], [0, -0.5], [0.4 * reach, -0.3], [0.45 * reach, 0.05]]
    )
    low = 0.45 + stem
    ends = (
        np.array([[0.1, 0.4], [0, 0.55], [0, low]]),
        np.array([[0.2, 0.3], [-0.05, 0.5], [0.0, low]]),
        np.array([[0.1, 0.3], [-0.15, 0.5], [-0.1, 0.7], [0.05, low]]),
        np.array([[0.3, 0.35], [0.05, 0.45], [-0.1, low]]),
    )
    path = curve(np.concatenate([hook, ends[rng.integers(len(ends))]]))
    return [path, _dot(path[-1, 0] + rng.normal(0, 0.05), low + rng.uniform(0.28, 0.5), rng)]


def _exclamation_mark(rng: np.random.Generator) -> Strokes:
    """A stroke, a wedge or a drop over a dot; one or two of them."""
    low = rng.uniform(0.75, 1.1)
    stem = line((rng.uniform(-0.1, 0.15), -0.1), (0, low))
    if rng.uniform() < 0.25:
        half = rng.uniform(0.06, 0.14)
        stem = line((-half, -0.1), (half, -0.1), (0, low), (-half, -0.1))
    one = [stem, _dot(0, low + rng.uniform(0.3, 0.5), rng)]
    if rng.uniform() < 0.2:
        return one + _moved(one, rng.uniform(0.3, 0.5))
    return one


def _arrow(rng: np.random.Generator) -> Strokes:
    """To any of eight sides, long or short, with one head or two, open or closed; in one stroke at times."""
    length, head = rng.uniform(0.7, 1.6), rng.uniform(0.2, 0.45)
    spread = head * rng.uniform(0.6, 1.2)
    tip = line((length - head, -spread), (length, 0), (length - head, spread))
    if rng.uniform() < 0.2:
        tip = np.concatenate([tip, tip[:1]])
    shaft = curve(np.array([[0, 0], [length / 2, rng.normal(0, 0.04)], [length, 0]]))
    strokes = [shaft, tip]
    if rng.uniform() < 0.25:
        strokes = [np.concatenate([shaft, tip[::-1][: len(tip) // 2 + 1][::-1], tip])]
    if rng.uniform() < 0.15:
        strokes.append(line((head, -spread), (0, 0), (head, spread)))
    turn = rotation(np.pi / 4 * rng.choice([0, 1, 2, 3, 4, 5, 6, 6, 6, 7]))
    return [stroke @ turn for stroke in strokes]


def _bent_arrow(rng: np.random.Generator) -> Strokes:
    """Round a corner or back to where it came from, as undo and return are drawn."""
    end, head = rng.uniform(0.45, 0.85), rng.uniform(0.3, 0.45)
    path = arc((0, 0), (1, rng.uniform(0.7, 1)), 0.5, 0.5 + end)
    if rng.uniform() < 0.4:
        path = line((0, -0.7), (0, 0.2), (1, 0.2)) if rng.uniform() < 0.5 else line((1, -0.7), (1, 0.2), (0, 0.2))
    way = path[-1] - path[-4]
    way = way / np.linalg.norm(way) * head
    sides = [path[-1] - way @ rotation(turn) for turn in (0.6, -0.6)]
    return [path * (1, 1), line(sides[0], path[-1], sides[1])]


def _face(rng: np.random.Generator) -> Strokes:
    """Eyes and a mouth, in a ring or without; a nose or hair now and then."""
    strokes: Strokes = []
    if rng.uniform() < 0.85:
        strokes.append(arc((0, 0), (rng.uniform(0.85, 1.1), 1), -0.25, rng.uniform(0.72, 0.8), 40))
    apart, high = rng.uniform(0.25, 0.45), rng.uniform(-0.45, -0.15)
    eyes = int(rng.integers(4))
    for side in (-apart, apart):
        strokes.append(
            (
                arc((side, high), (0.09, 0.1), 0, 1, 8),
                line((side, high - 0.12), (side, high + 0.12)),
                _dot(side, high, rng),
                arc((side, high + 0.05), (0.13, 0.13), 0.55, 0.95, 8),
            )[eyes]
        )
    wide = rng.uniform(0.3, 0.6)
    mouths = (
        arc((0, 0.1), (wide, 0.45), 0.05, 0.45),
        arc((0, 0.7), (wide, 0.35), 0.57, 0.93),
        line((-wide, 0.4), (wide, 0.4)),
        arc((0, 0.4), (0.15, 0.2), 0, 1, 14),
        np.concatenate([arc((0, 0.2), (wide, 0.45), 0, 0.5), line((-wide, 0.2), (wide, 0.2))]),
    )
    strokes.append(mouths[rng.integers(len(mouths))])
    if rng.uniform() < 0.2:
        strokes.append(line((0, -0.05), (rng.choice([-0.1, 0.1]), 0.2), (0.02, 0.22)))
    return strokes


def _lightning(rng: np.random.Generator) -> Strokes:
    """An open zigzag of three strokes, its end pointed at times, or the outline of a bolt."""
    if rng.uniform() < 0.4:
        bolt = np.array([[0.6, 0], [0, 1.1], [0.45, 1.1], [0.2, 2], [1, 0.8], [0.5, 0.8], [0.9, 0], [0.6, 0]])
        return [line(*(bolt + rng.normal(0, 0.04, bolt.shape)))]
    back = rng.uniform(0.45, 0.8)
    bolt = np.array([[0.6, 0], [0.1, 0.9], [0.1 + back, rng.uniform(0.75, 0.9)], [rng.uniform(0, 0.2), 1.9]])
    strokes = [line(*(bolt * (rng.choice([1, 1, -1]), 1)))]
    if rng.uniform() < 0.35:
        x, y = strokes[0][-1]
        strokes.append(line((x - 0.02, y - 0.35), (x, y), (x + 0.3, y - 0.2)))
    return strokes


def _brackets(rng: np.random.Generator) -> Strokes:
    """A pair of brackets, round, square, curly or pointed: a single one could be a 1."""
    bow, high = rng.uniform(0.15, 0.45), rng.uniform(1.2, 2)
    curly = [[bow, 0], [bow / 2, 0.1], [bow / 2, high * 0.4], [0, high / 2], [bow / 2, high * 0.6], [bow, high]]
    kinds = (
        curve(np.array([[bow, 0], [0, high / 3], [0, high * 2 / 3], [bow, high]])),
        line((bow, 0), (0, 0), (0, high), (bow, high)),
        curve(np.array(curly)),
        line((bow, 0), (0, high / 2), (bow, high)),
    )
    left = kinds[rng.integers(len(kinds))]
    return [left, *_moved([left * (-1, 1)], rng.uniform(0.4, 0.8) + 2 * bow)]


def _percent(rng: np.random.Generator) -> Strokes:
    size = rng.uniform(0.15, 0.28)
    rings = [arc(place, (size, size * 1.1), 0, 1, 16) for place in ((0.2, 0.25), (0.85, 0.85))]
    return [rings[0], line((0.95, 0), (0.1, 1.1)), rings[1]]


def _ampersand(rng: np.random.Generator) -> Strokes:
    """The printed form, or the plus with a loop that is written for it."""
    if rng.uniform() < 0.7:
        points = [[0.9, 1.0], [0.45, 0.5], [0.2, 0.2], [0.4, 0], [0.6, 0.2], [0.35, 0.5], [0.05, 0.75], [0.3, 1.05]]
        return [curve(np.array([*points, [0.65, 0.9], [0.9, 0.55]]) * (rng.uniform(0.8, 1.1), 1))]
    points = [[0.8, 0.15], [0.4, 0], [0.15, 0.2], [0.4, 0.42], [0.15, 0.6], [0.2, 0.95], [0.8, 0.9]]
    return [curve(np.array(points)), line((0.45, -0.15), (0.45, 1.15))]


def _at_sign(rng: np.random.Generator) -> Strokes:
    inner = arc((0, 0), (0.35, 0.38), 0, 1, 20)
    tail = np.array([[0.36, -0.35], [0.38, 0.25], [0.6, 0.35], [0.85, 0.1]])
    outer = arc((0, 0), (0.9, 0.9), 0, -rng.uniform(0.75, 0.9), 36)
    if rng.uniform() < 0.5:
        return [inner, np.concatenate([curve(tail), outer])]
    return [np.concatenate([inner, curve(tail), outer])]


def _currency(rng: np.random.Generator) -> Strokes:
    """Dollar, euro, pound or yen."""
    wave = curve(np.array([[0.8, 0.15], [0.4, 0], [0.1, 0.25], [0.45, 0.5], [0.8, 0.75], [0.4, 1], [0.05, 0.82]]))
    bars = [line((0.45, -0.2), (0.45, 1.2))]
    if rng.uniform() < 0.4:
        bars = [line((x, -0.15), (x, 1.15)) for x in (0.35, 0.55)]
    choices: tuple[Strokes, ...] = (
        [wave, *bars],
        [arc((0.6, 0.5), (0.5, 0.5), -0.12, -0.88, 30), line((-0.1, 0.4), (0.6, 0.4)), line((-0.1, 0.6), (0.55, 0.6))],
        [
            curve(np.array([[0.8, 0.2], [0.55, 0], [0.3, 0.2], [0.35, 0.6], [0.2, 0.95], [0.5, 0.95], [0.9, 0.9]])),
            line((0.05, 0.55), (0.6, 0.55)),
        ],
        [
            line((0, 0), (0.45, 0.5), (0.9, 0)),
            line((0.45, 0.5), (0.45, 1)),
            line((0.1, 0.55), (0.8, 0.55)),
            line((0.1, 0.75), (0.8, 0.75)),
        ],
    )
    return choices[rng.integers(len(choices))]


def _arithmetic(rng: np.random.Generator) -> Strokes:
    """Plus over minus, equals, about, unequal, divided, times, root."""
    wave = curve(np.array([[0, 0.1], [0.25, -0.05], [0.5, 0.05], [0.75, 0.15], [1, 0]]))
    two = [line((0, 0), (1, 0)), line((0, 0.4), (1, 0.4))]
    choices: tuple[Strokes, ...] = (
        [line((0.5, -0.5), (0.5, 0.5)), line((0, 0), (1, 0)), line((0, 0.75), (1, 0.75))],
        two,
        [wave, *_moved([wave], 0, 0.35)],
        [*two, line((0.75, -0.35), (0.25, 0.75))],
        [line((0, 0), (1, 0)), _dot(0.5, -0.35, rng), _dot(0.5, 0.35, rng)],
        [line((0, 0), (0.9, 0.9)), line((0.9, 0), (0, 0.9))],
        [line((0, 0.55), (0.15, 0.45), (0.4, 1), (0.7, 0), (1.6, 0))],
    )
    return choices[rng.integers(len(choices))]


def _infinity(rng: np.random.Generator) -> Strokes:
    """Lying, wider than an 8 that was turned could be."""
    t = np.linspace(0, 2 * np.pi, 50) + rng.uniform(0, 2 * np.pi)
    return [np.stack([rng.uniform(1.3, 1.8) * np.cos(t), np.sin(2 * t) * rng.uniform(0.4, 0.6)], axis=1)]


def _greek(rng: np.random.Generator) -> Strokes:
    """Pi, sigma, omega, lambda, mu, psi."""
    omega = [[0, 1], [0.3, 1], [0.1, 0.6], [0.15, 0.15], [0.5, 0], [0.85, 0.15], [0.9, 0.6], [0.7, 1], [1, 1]]
    bowl = [[0.1, 0.5], [0.3, 0.85], [0.6, 0.75], [0.7, 0], [0.7, 0.8], [0.9, 0.8]]
    choices: tuple[Strokes, ...] = (
        [line((0, 0), (1, 0)), line((0.3, 0), (0.2, 1)), line((0.7, 0), (0.75, 1))],
        [line((0.9, 0.1), (0.9, 0), (0, 0), (0.5, 0.5), (0, 1), (0.9, 1), (0.9, 0.9))],
        [curve(np.array(omega))],
        [line((0.1, 0), (0.9, 1)), line((0.5, 0.5), (0, 1))],
        [line((0.1, 0), (0, 1.4)), curve(np.array(bowl))],
        [arc((0.5, 0.1), (0.45, 0.6), 0, 0.5), line((0.5, -0.2), (0.5, 1.2))],
    )
    return choices[rng.integers(len(choices))]


def _note(rng: np.random.Generator) -> Strokes:
    """A quaver, or two under a beam."""
    head = np.concatenate([arc((0, 1), (radius, radius * 0.7), 0, 1, 12) for radius in (0.2, 0.1)])
    stem = line((0.2, 1), (0.2, 0))
    if rng.uniform() < 0.5:
        return [head, stem, curve(np.array([[0.2, 0], [0.35, 0.2], [0.55, 0.3], [0.5, 0.55]]))]
    apart = rng.uniform(0.6, 0.9)
    return [head, stem, *_moved([head, stem], apart), line((0.2, 0), (0.2 + apart, 0))]


def _peace(rng: np.random.Generator) -> Strokes:
    """A ring with lines in it: peace, a target, a cross. With one line, or none but inside, it could be a 0."""
    choices: tuple[Strokes, ...] = (
        [line((0, -1), (0, 1)), line((-0.7, 0.7), (0, 0), (0.7, 0.7))],
        [line((-1.3, 0), (1.3, 0)), line((0, -1.3), (0, 1.3))],
        [line((-0.7, -0.7), (0.7, 0.7)), line((0.7, -0.7), (-0.7, 0.7))],
    )
    return [arc((0, 0), (1, 1), 0, 1, 40), *choices[rng.integers(len(choices))]]


def _star_of_lines(rng: np.random.Generator) -> Strokes:
    """An asterisk of three or four lines."""
    count = int(rng.integers(3, 5))
    ray = line((-1, 0), (1, 0))
    return [ray @ rotation(np.pi * place / count + rng.normal(0, 0.1)) for place in range(count)]


def _sex(rng: np.random.Generator) -> Strokes:
    """The signs of Venus and Mars."""
    ring = arc((0, 0), (0.5, 0.5), 0, 1, 24)
    if rng.uniform() < 0.5:
        return [ring, line((0, 0.5), (0, 1.3)), line((-0.35, 0.9), (0.35, 0.9))]
    return [ring, line((0.35, -0.35), (0.95, -0.95)), line((0.55, -0.95), (0.95, -0.95), (0.95, -0.55))]


SYMBOLS: dict[str, Callable[[np.random.Generator], Strokes]] = {
    "heart": _heart,
    "question_mark": _question_mark,
    "exclamation_mark": _exclamation_mark,
    "arrow": _arrow,
    "bent_arrow": _bent_arrow,
    "face": _face,
    "lightning": _lightning,
    "brackets": _brackets,
    "percent": _percent,
    "ampersand": _ampersand,
    "at_sign": _at_sign,
    "currency": _currency,
    "arithmetic": _arithmetic,
    "infinity": _infinity,
    "greek": _greek,
    "note": _note,
    "peace": _peace,
    "star_of_lines": _star_of_lines,
    "sex": _sex,
}
UNSEEN_SYMBOLS = {"validation": ("at_sign", "sex"), "test": ("ampersand", "currency", "note")}
