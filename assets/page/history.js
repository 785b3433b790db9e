// What a pad held before and after: each step is all of its strokes.

/** @returns {PadHistory} */
export function newHistory() {
  /** @type {Stroke[][]} */
  let past = [];
  /** @type {Stroke[][]} */
  let future = [];

  function step(from, to, strokes) {
    const wanted = from.pop();
    if (!wanted) return null;
    to.push(strokes);
    return wanted;
  }

  return {
    push(strokes) {
      past.push(strokes);
      future = [];
    },
    undo: (strokes) => step(past, future, strokes),
    redo: (strokes) => step(future, past, strokes),
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
  };
}
