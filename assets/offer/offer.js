// Several digits where one was expected: offers on the drawing itself to read them as a number. It asks
// `server.read_number({picture})` about what rests on the pad or is shown as a picture and is no single digit, and about
// drawings of several strokes, which may be digits that together look like one. A drawing then goes on on the wide pad; a
// picture's number is said in place. Tells 'offered' way.

const REST_MS = 350;
// Of what may be one digit: of 150 drawings of two, every one is surer than that, and of 150 of one, none.
const SURE = 0.5;
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

// A number is at least two digits, and most of them are digits: all of them, where it may be one digit instead.
function isNumber({ state, digits: read, probability }, isOneDigit) {
  if (state !== 'number' || read.length < 2) return false;
  const likely = read.filter((digit) => digit.is_digit !== false).length;
  return isOneDigit ? likely === read.length && probability > SURE : 2 * likely > read.length;
}

async function look(way, asked, isOneDigit) {
  const value = await server.read_number({ picture: asked });
  if (asked !== picture || !value || !isNumber(value, isOneDigit)) return;
  found = { way, number: value };
  show();
  digits.emit('offered', way);
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
  const isOneDigit = value.is_digit !== false;
  const isWorthALook = value.state === 'answers' && (!isOneDigit || (way === 'draw' && strokes.length > 1));
  if (isLast && isWorthALook) timer = setTimeout(() => look(way, answered, isOneDigit), REST_MS);
});
digits.on('language', show);
digits.translate(element);
