// Where a plane lies on what it was made of.

/** Its corner, and the sides of one of its pixels, in pixels of the source. @typedef {{ left: number, top: number, width: number, height: number }} Place */

/** Of what is the source itself. @type {Place} */
export const ITSELF = { left: 0, top: 0, width: 1, height: 1 };

/** Where a part of what lies at `place` lies on the source. @param {Place} place @param {Place} part @returns {Place} */
export function partAt(place, part) {
  const [left, top] = [place.left + part.left * place.width, place.top + part.top * place.height];
  return { left, top, width: part.width * place.width, height: part.height * place.height };
}
