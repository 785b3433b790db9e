// Which of the fingers, pens, palms and mice on a pad draws: one at a time. A hand that rests on the pad while a pen writes
// draws nothing, whichever of the two came first.

/** @returns {Contacts} */
export function newContacts() {
  const ERASER_BUTTON = 5;
  // A hand comes down some time before its pen, and lies there between two strokes.
  const HAND_RESTS_MS = 1500;
  /** @type {{ id: number, type: string } | null} */
  let active = null;
  let penSeenAt = -Infinity;

  function notePen({ pointerType }) {
    if (pointerType === 'pen') penSeenAt = performance.now();
  }

  function mayDraw({ pointerType, isPrimary, button }) {
    if (!isPrimary) return false;
    if (pointerType === 'pen') return button === 0 || button === ERASER_BUTTON;
    if (pointerType === 'touch') return !active && performance.now() - penSeenAt > HAND_RESTS_MS;
    return button === 0 && !active;
  }

  // Returns null for what does not draw; `isHand`: what drew so far was the hand of this pen.
  function down(event) {
    notePen(event);
    if (!mayDraw(event)) return null;
    const isHand = active?.type === 'touch' && event.pointerType === 'pen';
    active = { id: event.pointerId, type: event.pointerType };
    return { isHand, erases: event.button === ERASER_BUTTON };
  }

  function isDrawing(event) {
    notePen(event);
    return active?.id === event.pointerId;
  }

  function up(event) {
    const isEnd = isDrawing(event);
    if (isEnd) active = null;
    return isEnd;
  }

  return { down, isDrawing, up };
}
