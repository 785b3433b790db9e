// A rectangle over a photo that fingers, mouse and keys move and stretch. `crop` holds the frame, which takes the focus, and
// four corners, whose data-corner names the two edges they pull: 0 left, 1 top, 2 right, 3 bottom. Boxes are shares of the
// photo; `size` gives its width and height on screen in pixels. `change` hears each step, `rest` when the hand lets go.

digits.cropper ??= (crop, { box, size, change, rest, done }) => {
  const MIN_PX = 60;
  const KEY_STEP = 0.02;
  const { ARROWS } = digits.elements;
  const frame = crop.querySelector('[tabindex]');
  let drag = null;

  /** @param {Box} from @param {number} dx @param {number} dy @returns {Box} */
  function shifted([left, top, right, bottom], dx, dy) {
    const across = Math.min(1 - right, Math.max(-left, dx));
    const along = Math.min(1 - bottom, Math.max(-top, dy));
    return [left + across, top + along, right + across, bottom + along];
  }

  // Moves two of the four edges, no farther than leaves room to hold the rest.
  /** @param {Box} from @param {number[]} edges @param {number} dx @param {number} dy */
  function stretched(from, [across, along], dx, dy) {
    const [widthRoom, heightRoom] = size().map((side) => Math.min(1, MIN_PX / side));
    /** @type {Box} */
    const moved = [...from];
    [[across, dx, widthRoom], [along, dy, heightRoom]].forEach(([edge, by, room]) => {
      const opposite = from[(edge + 2) % 4];
      const [min, max] = edge < 2 ? [0, opposite - room] : [opposite + room, 1];
      moved[edge] = Math.min(max, Math.max(min, from[edge] + by));
    });
    return moved;
  }

  crop.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0 || event.target === crop) return;
    const { corner } = /** @type {HTMLElement} */ (event.target).dataset;
    event.preventDefault();
    frame.focus({ preventScroll: true, focusVisible: false });
    crop.setPointerCapture(event.pointerId);
    const edges = corner?.split(' ').map(Number);
    drag = { x: event.clientX, y: event.clientY, from: box(), edges };
  });

  crop.addEventListener('pointermove', (event) => {
    if (!drag || !event.isPrimary) return;
    const [width, height] = size();
    const [dx, dy] = [(event.clientX - drag.x) / width, (event.clientY - drag.y) / height];
    change(drag.edges ? stretched(drag.from, drag.edges, dx, dy) : shifted(drag.from, dx, dy));
  });

  ['pointerup', 'pointercancel', 'lostpointercapture'].forEach((name) =>
    crop.addEventListener(name, () => {
      const isMoved = drag && String(box()) !== String(drag.from);
      drag = null;
      if (isMoved) rest();
    }),
  );

  crop.addEventListener('keydown', (event) => {
    const [dx, dy] = (ARROWS[event.key] ?? [0, 0]).map((step) => step * KEY_STEP);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' || event.key === 'Enter') done();
    else if (!ARROWS[event.key]) return;
    else if (event.shiftKey) change(stretched(box(), [2, 3], dx, dy));
    else change(shifted(box(), dx, dy));
    event.preventDefault();
  });

  return { isDragged: () => drag !== null };
};
