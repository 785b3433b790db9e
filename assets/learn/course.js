// Five lessons, ready by link: which stops each leads over, and what stands there when it begins.

/** @typedef {{ name: string, stops: string[], settings: Record<string, string | number> }} Lesson */

/** @type {Lesson[]} */
export const LESSONS = [
  { name: 'neuron', stops: ['gates', 'descent'], settings: { gate: 'and' } },
  { name: 'layers', stops: ['xor', 'network'], settings: {} },
  { name: 'seeing', stops: ['kernel', 'pooling', 'lenet'], settings: { kernel: '-1,0,1,-2,0,2,-1,0,1' } },
  { name: 'training', stops: ['train', 'neighbours'], settings: { kind: 'softmax' } },
  { name: 'trust', stops: ['trust', 'fooled'], settings: { size: 50, down: 10 } },
];

/** The stops of a lesson; all of them without one. @param {string | undefined} name @param {string[]} all */
export function stopsOf(name, all) {
  return LESSONS.find((lesson) => lesson.name === name)?.stops ?? all;
}
