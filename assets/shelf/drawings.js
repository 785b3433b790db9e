// The drawings of this visit that are done: {strokes, label}, the latest first. What is on the pad is not among them until
// it is cleared or replaced, so that no half of a drawing is ever kept. A drawing that was opened again and left as it was
// stays the one that it is.

digits.drawings ??= (key, isGiven) => {
  const MAX_KEPT = 24;
  /** @type {KeptDrawing[]} */
  let done = recall();
  /** @type {KeptDrawing} */
  let onPad = { strokes: [], label: '' };
  /** What was put away when the pad was cleared: undoing that takes it back. @type {KeptDrawing | null} */
  let putAway = null;

  function recall() {
    try {
      const packed = JSON.parse(sessionStorage.getItem(key) ?? '[]');
      return packed
        .map(({ strokes, label }) => ({ strokes: digits.strokes.unpack(strokes), label }))
        .filter(({ strokes }) => strokes);
    } catch {
      return [];
    }
  }

  function keep() {
    const packed = done.map(({ strokes, label }) => ({ strokes: digits.strokes.pack(strokes), label }));
    try {
      sessionStorage.setItem(key, JSON.stringify(packed));
    } catch {
      // Then they last until the page is left.
    }
  }

  function isSame(one, other) {
    return one.length === other.length && one.every((item, index) => item === other[index]);
  }

  function find(strokes) {
    return done.find((drawing) => isSame(drawing.strokes, strokes));
  }

  function remove(drawing) {
    done = done.filter((other) => other !== drawing);
    keep();
  }

  function putAwayWhatWasThere() {
    if (!onPad.strokes.length || find(onPad.strokes) || isGiven(onPad.strokes)) return;
    putAway = onPad;
    done = [onPad, ...done].slice(0, MAX_KEPT);
    keep();
  }

  /** @param {Stroke[]} strokes @param {Drawn} how */
  function follow(strokes, how) {
    if (how === 'cleared' || how === 'loaded') putAwayWhatWasThere();
    if (how === 'undone' && putAway && isSame(putAway.strokes, strokes)) {
      remove(putAway);
      onPad = putAway;
    } else onPad = find(strokes) ?? { strokes, label: '' };
    if (how === 'undone' || how === 'drawn') putAway = null;
  }

  function name(label) {
    if (!onPad.strokes.length) return;
    onPad.label = label;
    if (find(onPad.strokes)) keep();
  }

  return { all: () => done, onPad: () => onPad.strokes, follow, name, remove };
};
