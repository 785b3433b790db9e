// What is drawn on: the strokes of a pad, made by mouse, finger, pen and keyboard, with eraser, undo, redo and clear. Strokes
// are kept as points in a space of the pad's own; what is shown and what is read are both drawn from them, so the picture
// that is read is the same at every screen size. `pad` holds the markup of pad.html.

import { ARROWS, contextOf, roving } from '../page/dom.js';
import { newHistory } from '../page/history.js';
import { asPng, hasInk, paint as paintStrokes, snap } from '../page/strokes.js';
import { newContacts } from './contacts.js';

const KEY_STEP = 8;
const FINE_KEY_STEP = 2;

/**
 * @param {HTMLElement} pad
 * @param {{ name: string, width: number, height: number }} options `name` begins the ids within the pad
 * @param {{ touched(): void, changed(): void, rested(how: Drawn): void }} told is told that the pen comes down, that ink
 *   changes, and that what is drawn is whole
 */
export function openSurface(pad, { name, width: WIDTH, height: HEIGHT }, told) {
  const canvas = pad.querySelector('canvas.pad-canvas');
  const cursor = pad.querySelector('.pad-cursor');
  const widthInput = pad.querySelector('.pad-width input');
  const widthDot = pad.querySelector('.pad-dot i');
  const eraserSize = pad.querySelector('.pad-eraser');
  const [undoButton, redoButton, clearButton] = ['undo', 'redo', 'clear'].map((action) =>
    pad.querySelector(`button[data-action="${action}"]`),
  );
  const help = pad.querySelector('.pad-help');
  const tools = pad.querySelector('.pad-tools');
  const toolButtons = [...pad.querySelectorAll('[data-tool]')];
  const screen = contextOf(canvas);
  const history = newHistory();
  const contacts = newContacts();

  let frame = 0;
  /** @type {Stroke[]} */
  let strokes = [];
  /** What was on the pad before the stroke under way. @type {Stroke[]} */
  let before = [];
  /** @type {Stroke | null} */
  let current = null;
  /** @type {Stroke[] | null} */
  let presented = null;
  let isMoving = false;
  let tool = 'pen';
  let pen = { x: WIDTH / 2, y: HEIGHT / 2, isDown: false };

  function paint() {
    frame = 0;
    paintStrokes(screen, presented ?? strokes, getComputedStyle(canvas).color, WIDTH);
  }

  function redraw() {
    if (!frame) frame = requestAnimationFrame(paint);
    pad.toggleAttribute('data-inked', strokes.length > 0);
    pad.toggleAttribute('data-presenting', Boolean(presented));
    // A button that is really disabled would lose the focus of whoever has just pressed it.
    undoButton.ariaDisabled = String(!history.canUndo && !current);
    redoButton.ariaDisabled = String(!history.canRedo);
    clearButton.ariaDisabled = String(!strokes.length);
  }

  function startStroke(point, erases = tool === 'eraser') {
    presented = null;
    told.touched();
    // Nothing can be taken from an empty pad, and nothing is to be read there.
    if (erases && !strokes.length) return replace([], 'drawn');
    isMoving = true;
    before = strokes;
    current = { points: [point], width: Number(widthInput.value), erases };
    strokes = [...strokes, current];
    redraw();
    told.changed();
  }

  function extendStroke(point) {
    const last = current?.points.at(-1);
    if (!current || (point.x === last?.x && point.y === last?.y)) return;
    current.points.push(point);
    redraw();
    told.changed();
  }

  function endStroke() {
    if (!current) return;
    if (current.erases && !hasInk(strokes, WIDTH, HEIGHT)) strokes = [];
    current = null;
    isMoving = false;
    history.push(before);
    redraw();
    told.rested('drawn');
  }

  // Forgets the stroke under way.
  function dropStroke() {
    if (!current) return;
    current = null;
    strokes = before;
  }

  /** @param {Stroke[]} wanted @param {Drawn} how */
  function replace(wanted, how) {
    current = presented = null;
    isMoving = false;
    pen.isDown = false;
    strokes = wanted;
    redraw();
    told.changed();
    showCursor();
    told.rested(how);
  }

  /** @param {'undo' | 'redo'} direction */
  function step(direction) {
    endStroke();
    const wanted = history[direction](strokes);
    // Clearing once more is clearing.
    if (wanted) replace(wanted, direction === 'redo' && !wanted.length ? 'cleared' : 'undone');
  }

  function clear() {
    endStroke();
    if (!strokes.length) return;
    history.push(strokes);
    chooseTool('pen');
    replace([], 'cleared');
  }

  /** Holds these strokes instead. @param {Stroke[]} wanted */
  function load(wanted) {
    endStroke();
    if (strokes.length) history.push(strokes);
    replace(hasInk(wanted, WIDTH, HEIGHT) ? wanted : [], 'loaded');
  }

  /** Shows these strokes until the first touch; more may follow unless that `isDone`. @param {Stroke[]} shown */
  function present(shown, isDone) {
    presented = shown;
    isMoving = !isDone;
    redraw();
  }

  function chooseTool(wanted) {
    tool = wanted;
    canvas.dataset.tool = wanted;
    toolButtons.forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.tool === wanted)));
    eraserSize.hidden = true;
  }

  function showWidth() {
    widthDot.style.setProperty('--dot', `${Math.max(3, Number(widthInput.value) * 0.75)}px`);
  }

  function within(value, max) {
    return snap(Math.min(max, Math.max(0, value)));
  }

  /** @param {PointerEvent} event @param {DOMRect} box of the canvas: asked once, for it has the browser lay the page out */
  function pointAt(event, box) {
    return {
      x: snap(((event.clientX - box.left) / box.width) * WIDTH),
      y: snap(((event.clientY - box.top) / box.height) * HEIGHT),
    };
  }

  // A circle as large as what the eraser takes away, where it is.
  function showEraser(event) {
    const isShown = current ? current.erases : tool === 'eraser' && event.pointerType !== 'touch';
    eraserSize.hidden = !isShown;
    if (!isShown) return;
    const box = canvas.getBoundingClientRect();
    Object.assign(eraserSize.style, {
      width: `${(Number(widthInput.value) / WIDTH) * 100}%`,
      left: `${((event.clientX - box.left) / box.width) * 100}%`,
      top: `${((event.clientY - box.top) / box.height) * 100}%`,
    });
  }

  function showCursor() {
    cursor.hidden = !canvas.matches(':focus-visible');
    cursor.style.left = `${(pen.x / WIDTH) * 100}%`;
    cursor.style.top = `${(pen.y / HEIGHT) * 100}%`;
    cursor.toggleAttribute('data-down', pen.isDown);
  }

  function togglePen() {
    pen.isDown = !pen.isDown;
    if (pen.isDown) startStroke({ x: pen.x, y: pen.y });
    else endStroke();
  }

  function movePen([dx, dy], distance) {
    pen.x = within(pen.x + dx * distance, WIDTH);
    pen.y = within(pen.y + dy * distance, HEIGHT);
    if (pen.isDown && current) extendStroke({ x: pen.x, y: pen.y });
  }

  canvas.addEventListener('pointerdown', (event) => {
    const contact = contacts.down(event);
    if (!contact) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true, focusVisible: false });
    canvas.setPointerCapture(event.pointerId);
    if (contact.isHand) dropStroke();
    else endStroke();
    startStroke(pointAt(event, canvas.getBoundingClientRect()), contact.erases || tool === 'eraser');
    showEraser(event);
  });

  canvas.addEventListener('pointermove', (event) => {
    showEraser(event);
    if (!contacts.isDrawing(event) || !current || pen.isDown) return;
    const events = event.getCoalescedEvents?.() ?? [];
    const box = canvas.getBoundingClientRect();
    (events.length ? events : [event]).forEach((part) => extendStroke(pointAt(part, box)));
  });

  /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture']).forEach((type) =>
    canvas.addEventListener(type, (event) => {
      if (!contacts.up(event)) return;
      if (!pen.isDown) endStroke();
      showEraser(event);
    }),
  );

  canvas.addEventListener('pointerleave', () => {
    eraserSize.hidden = true;
  });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
  canvas.addEventListener('focus', showCursor);
  canvas.addEventListener('blur', () => {
    if (pen.isDown) togglePen();
    cursor.hidden = true;
  });

  // On any of the pad's tools, too.
  pad.addEventListener('keydown', (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !['z', 'y'].includes(key)) return;
    step(key === 'y' || event.shiftKey ? 'redo' : 'undo');
    event.preventDefault();
  });

  canvas.addEventListener('keydown', (event) => {
    const key = event.key;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (ARROWS[key]) movePen(ARROWS[key], event.shiftKey ? FINE_KEY_STEP : KEY_STEP);
    else if (key === ' ' || key === 'Enter') togglePen();
    else if (key === 'Delete' || key === 'Backspace') clear();
    else if (key.toLowerCase() === 'e') chooseTool(tool === 'pen' ? 'eraser' : 'pen');
    else if (key === 'Escape' && pen.isDown) togglePen();
    else return;
    event.preventDefault();
    showCursor();
  });

  toolButtons.forEach((button) => button.addEventListener('click', () => chooseTool(button.dataset.tool)));
  undoButton.addEventListener('click', () => step('undo'));
  redoButton.addEventListener('click', () => step('redo'));
  clearButton.addEventListener('click', clear);
  widthInput.addEventListener('input', showWidth);

  new ResizeObserver(() => {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * ratio));
    if (!width || (width === canvas.width && height === canvas.height)) return;
    Object.assign(canvas, { width, height });
    paint();
  }).observe(canvas);

  help.id = `${name}-help`;
  canvas.setAttribute('aria-describedby', help.id);
  pad.querySelector('.pad-surface').style.setProperty('--aspect', `${WIDTH} / ${HEIGHT}`);
  roving(tools);
  showWidth();

  return {
    get strokes() {
      return strokes;
    },
    /** Whether the pen is down, or what is presented is still being drawn. */
    get isMoving() {
      return isMoving;
    },
    get isPresenting() {
      return Boolean(presented);
    },
    /** What is seen: strokes, or what is presented until the first touch. */
    get shown() {
      return presented ?? strokes;
    },
    /** The same as a PNG, dark on white; '' while that is nothing. */
    picture() {
      const { shown } = this;
      return shown.length ? asPng(shown, WIDTH, HEIGHT) : '';
    },
    clear,
    load,
    present,
    redraw,
  };
}
