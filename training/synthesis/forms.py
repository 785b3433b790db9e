"""Forms: a box for each digit, or a comb of low ticks on a line."""

import cv2
import numpy as np

from training.synthesis.numbers import draw_digits
from training.synthesis.writing import PLAIN, Pen


def boxed(pen: Pen) -> tuple[np.ndarray, str]:
    """A box for each digit, one beside the other or apart; here and there a stroke reaches its lines."""
    rng, height = pen.rng, pen.height
    chosen = pen.chosen(int(rng.integers(2, 7)))
    inks, _ = draw_digits(rng, chosen, height, PLAIN)
    tall = max(height * rng.uniform(1.15, 1.9), max(map(len, inks)) + 2)
    wide = max(tall * rng.uniform(0.7, 1.1), max(ink.shape[1] for ink in inks) * rng.uniform(1.0, 1.2) + 2)
    gap = 0.0 if rng.uniform() < 0.6 else float(rng.uniform(0.08, 0.4) * wide)
    line = max(1, round(height * rng.uniform(0.012, 0.04)))
    strength = float(rng.uniform(0.35, 0.9))
    sheet = np.zeros((round(tall) + 2 * line, round(len(inks) * (wide + gap)) + 2 * line))
    for index in range(len(inks)):
        left = round(index * (wide + gap)) + line // 2
        cv2.rectangle(sheet, (left, line // 2), (left + round(wide), line // 2 + round(tall)), strength, line)
    for index, ink in enumerate(inks):
        room = np.maximum(np.array([tall - len(ink), wide - ink.shape[1]]), 0)
        top, left = np.rint(room * rng.uniform(0.25, 0.75, 2) + [line, index * (wide + gap)]).astype(int)
        place = np.s_[top : top + len(ink), left : left + ink.shape[1]]
        sheet[place] = np.maximum(sheet[place], ink[: sheet[place].shape[0], : sheet[place].shape[1]])
    return sheet, "".join(str(digit.label) for digit in chosen)


def comb(pen: Pen) -> tuple[np.ndarray, str]:
    """A line with ticks between the digits, which stand on it or a little above; no line runs above them."""
    rng, height = pen.rng, pen.height
    chosen = pen.chosen(int(rng.integers(2, 9)))
    inks, _ = draw_digits(rng, chosen, height, PLAIN)
    wide = max(height * rng.uniform(0.75, 1.3), max(ink.shape[1] for ink in inks) * rng.uniform(0.95, 1.15) + 2)
    line = max(1, round(height * rng.uniform(0.012, 0.04)))
    strength = float(rng.uniform(0.35, 0.9))
    tick = height * rng.uniform(0.15, 0.45) if rng.uniform() < 0.7 else height * rng.uniform(0.9, 1.4)
    above = max(*map(len, inks), tick) + 0.1 * height
    sheet = np.zeros((round(above + 0.15 * height) + line, round(len(inks) * wide) + line + 1))
    foot = round(above)
    cv2.line(sheet, (0, foot), (sheet.shape[1] - 1, foot), strength, line)
    for index in range(len(inks) + 1):
        left = round(index * wide) + line // 2
        cv2.line(sheet, (left, foot), (left, round(foot - tick)), strength, line)
    for index, ink in enumerate(inks):
        top = round(foot - len(ink) - height * rng.uniform(-0.04, 0.12))
        left = round(index * wide + line + max(0.0, wide - line - ink.shape[1]) * rng.uniform(0.25, 0.75))
        place = np.s_[max(0, top) : top + len(ink), left : left + ink.shape[1]]
        fitting = ink[: sheet[place].shape[0], : sheet[place].shape[1]]
        sheet[place] = np.maximum(sheet[place], fitting)
    return sheet, "".join(str(digit.label) for digit in chosen)
