// Drawings as strokes: painting them, and packing them into a link. A stroke is {points: [{x, y}], width, erases} in the
// pad's own space, 280 high; points lie on a grid of half units, so that a packed drawing unpacks to the very same one.

import { newCanvas } from './dom.js';

const GRID = 2;
const MAX_POINTS = 20_000;
// Less is the rim of a line that was erased: neither eyes nor models see it.
const MIN_INK = 96;

export function snap(value) {
  return Math.round(value * GRID) / GRID;
}

function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

// A tap of the pen: a path of no length would leave no ink.
function isDot(points) {
  return points.every(({ x, y }) => x === points[0].x && y === points[0].y);
}

// One path per stroke, through the middles of neighbouring points: smooth at any speed of the hand, and no beads.
function paintStroke(context, colour, { points, width, erases }) {
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  if (isDot(points)) {
    context.arc(points[0].x, points[0].y, width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(points[0].x, points[0].y);
  points.slice(1).forEach((point, index) => {
    const to = middle(points[index], point);
    context.quadraticCurveTo(points[index].x, points[index].y, to.x, to.y);
  });
  context.lineTo(points.at(-1).x, points.at(-1).y);
  context.stroke();
}

// Paints strokes over the whole of a canvas that shows `width` units across.
export function paint(context, strokes, colour, width) {
  const scale = context.canvas.width / width;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.lineCap = context.lineJoin = 'round';
  strokes.forEach((stroke) => paintStroke(context, colour, stroke));
  context.globalCompositeOperation = 'source-over';
}

// What paints on a canvas kept in memory: a small one takes longer to hand to the graphics process than to paint.
export function sheetOf(canvas) {
  return canvas.getContext('2d', { willReadFrequently: true });
}

// Fills white in behind what is painted.
export function putOnWhite(sheet) {
  sheet.setTransform(1, 0, 0, 1, 0, 0);
  sheet.globalCompositeOperation = 'destination-over';
  sheet.fillStyle = '#fff';
  sheet.fillRect(0, 0, sheet.canvas.width, sheet.canvas.height);
}

export function pngOnWhite(sheet) {
  putOnWhite(sheet);
  return sheet.canvas.toDataURL('image/png');
}

// Dark on white, whatever the page looks like: what is sent to be read.
export function asPng(strokes, width, height) {
  const sheet = sheetOf(newCanvas(width, height));
  paint(sheet, strokes, '#000', width);
  return pngOnWhite(sheet);
}

// Whether anything is to be seen: an eraser may have taken all of it away.
export function hasInk(strokes, width, height) {
  if (!strokes.some(({ erases }) => erases)) return strokes.length > 0;
  const sheet = sheetOf(newCanvas(width, height));
  paint(sheet, strokes, '#000', width);
  const { data } = sheet.getImageData(0, 0, width, height);
  return data.some((value, index) => index % 4 === 3 && value > MIN_INK);
}

function writeWhole(bytes, value) {
  let left = value;
  while (left > 127) {
    bytes.push((left & 127) | 128);
    left >>>= 7;
  }
  bytes.push(left);
}

function writeSigned(bytes, value) {
  writeWhole(bytes, value < 0 ? -2 * value - 1 : 2 * value);
}

// Variable-length integers, each point as its step from the one before, in base64 that needs no escaping in a link.
export function pack(strokes) {
  const bytes = [];
  strokes.forEach(({ points, width, erases }) => {
    writeWhole(bytes, width * 2 + Number(Boolean(erases)));
    writeWhole(bytes, points.length);
    let last = { x: 0, y: 0 };
    points.forEach((point) => {
      writeSigned(bytes, Math.round((point.x - last.x) * GRID));
      writeSigned(bytes, Math.round((point.y - last.y) * GRID));
      last = point;
    });
  });
  const binary = bytes.map((byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function reader(packed) {
  const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  let place = 0;
  function whole() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      if (place >= binary.length || shift > 28) throw new RangeError('the drawing ends too early');
      const byte = binary.charCodeAt(place);
      place += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  }
  function signed() {
    const value = whole();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }
  return { whole, signed, isAtEnd: () => place >= binary.length };
}

function unpackStroke(source) {
  const head = source.whole();
  const count = source.whole();
  const width = head >>> 1;
  if (!count || count > MAX_POINTS || width < 1 || width > 100) throw new RangeError('no such stroke');
  let [x, y] = [0, 0];
  const points = Array.from({ length: count }, () => {
    x += source.signed();
    y += source.signed();
    return { x: x / GRID, y: y / GRID };
  });
  return { points, width, erases: head % 2 === 1 };
}

// Returns null for a link that was cut or made up.
export function unpack(packed) {
  try {
    const source = reader(packed);
    const strokes = [];
    while (!source.isAtEnd()) strokes.push(unpackStroke(source));
    return strokes.length ? strokes : null;
  } catch {
    return null;
  }
}

// The project's own drawings are kept as {width, strokes: [[[x, y], …], …]}.
export function fromExample({ width, strokes }) {
  return strokes.map((points) => ({ points: points.map(([x, y]) => ({ x, y })), width, erases: false }));
}
