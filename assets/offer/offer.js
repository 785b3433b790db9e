// Several digits where one was expected: offers on the drawing itself to read them as a number. It asks
// `server.read_number({picture})` about what rests on the pad or is shown as a picture and is no single digit. A drawing then
// goes on on the wide pad; a picture's number is said in place.

const REST_MS = 350;
const SHIFT = props.shift;
const offer = element.querySelector('.offer');
const words = element.querySelector('.offer-words');
const button = element.querySelector('button');
/** @type {Stroke[]} */
let strokes = [];
let picture = '';
let isOpen = false;
/** @type {{ way: Asking, number: NumberDetails } | null} */
let found = null;
let timer = 0;

function surfaceOf(way) {
  const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
  return root.querySelector(way === 'draw' ? '#draw-pad .pad-surface' : '#picture .picture-surface');
}

function show() {
  offer.hidden = !found;
  if (!found) return;
  const surface = surfaceOf(found.way);
  if (offer.parentNode !== surface) surface.append(offer);
  const key = isOpen ? '' : 'offer_words';
  digits.setText(words, key ? digits.text(key) : digits.numbers.summarise(found.number));
  button.hidden = isOpen;
}

function withdraw() {
  clearTimeout(timer);
  [found, isOpen] = [null, false];
  show();
}

// A number is at least two digits, and most of them are digits.
function isNumber({ state, digits: read }) {
  return state === 'number' && read.length > 1 && 2 * read.filter((digit) => digit.is_digit !== false).length > read.length;
}

async function look(way, asked) {
  const value = await server.read_number({ picture: asked });
  if (asked !== picture || !value || !isNumber(value)) return;
  found = { way, number: value };
  show();
}

function accept() {
  if (!found) return;
  if (found.way === 'picture') {
    isOpen = true;
    return show();
  }
  const moved = strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(({ x, y }) => ({ x: x + SHIFT, y })) }));
  withdraw();
  digits.emit('choose-mode', 'number');
  digits.emit('load', { pad: 'number', strokes: moved });
}

button.addEventListener('click', accept);
digits.on('drawn', ({ pad, strokes: drawn }) => {
  if (pad === 'draw') strokes = drawn;
});
digits.on('touched', withdraw);
digits.on('mode', withdraw);
digits.on('answered', ({ way, value, picture: answered, isLast }) => {
  if ((way !== 'draw' && way !== 'picture') || way !== digits.elements.mode(element)) return;
  if (answered === picture && found) return;
  withdraw();
  picture = answered;
  if (isLast && value.is_digit === false) timer = setTimeout(() => look(way, answered), REST_MS);
});
digits.on('language', show);
digits.translate(element);
