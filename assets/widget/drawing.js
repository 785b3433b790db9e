// Strokes as the world outside sees them, {points: [[x, y], …], width, erases}, and as the pad keeps them.

/** @typedef {{ points: [number, number][], width: number, erases: boolean }} PublicStroke */

const PAD_SIDE = 280;

/** @param {Stroke[]} strokes @returns {PublicStroke[]} */
export function toPublic(strokes) {
  return strokes.map(({ points, width, erases }) => ({ points: points.map(({ x, y }) => [x, y]), width, erases }));
}

/** What is drawn on the page's pad for digits. @param {Stroke[]} strokes */
export function onPad(strokes) {
  return { width: PAD_SIDE, height: PAD_SIDE, strokes: toPublic(strokes) };
}

/** @param {unknown} point */
function isPoint(point) {
  return Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
}

/** @param {unknown} given @returns {Stroke[]} */
export function fromPublic(given) {
  const isGood = (/** @type {any} */ stroke) => stroke?.points?.length > 0 && [...stroke.points].every(isPoint) && stroke.width > 0;
  if (!Array.isArray(given) || !given.every(isGood)) {
    throw new TypeError(
      `strokes must be a list of {points: [[x, y], …], width, erases} with at least one point each; received ${JSON.stringify(given)?.slice(0, 80)}.`,
    );
  }
  return given.map(({ points, width, erases }) => ({ points: points.map(([x, y]) => ({ x, y })), width, erases: Boolean(erases) }));
}
