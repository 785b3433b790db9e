// The card of what is shown, to save or to pass on: offered as soon as the drawing, picture or number in front has its
// answer. Other parts have a card of their own put up by telling 'card'.

const FILE_TYPE = 'image/png';
/** @type {Record<string, {width: number, height: number}>} */
const PADS = props.pads;
/** @type {Model[]} */
const models = props.models;

const openButton = element.querySelector('button.share-open');
const dialog = element.querySelector('dialog');
const picture = element.querySelector('img.share-card');
const sendButton = element.querySelector('button.share-send');
const saveLink = element.querySelector('a.share-save');
const closeButton = element.querySelector('button.share-close');

/** @typedef {{drawing: CardDrawing | null, picture: string, value: Value | null, answered: string}} Shown */
/** The drawing of each way in with its picture, and the last answer with the picture that it answers. @type {Record<string, Shown>} */
const shown = {};
/** @type {File | null} */
let file = null;

function stateOf(way) {
  return (shown[way] ??= { drawing: null, picture: '', value: null, answered: '' });
}

function isReady(way) {
  const { drawing, picture: drawn, value, answered } = stateOf(way);
  return Boolean(drawing) && drawn === answered && ['answers', 'number'].includes(value?.state ?? '');
}

function update() {
  const way = digits.elements.mode(element);
  openButton.disabled = !way || !isReady(way);
}

function put(way, drawing, drawn) {
  Object.assign(stateOf(way), { drawing, picture: drawn });
  update();
}

/** @param {Value} value */
function votesOf({ predictions = [], is_digit: isDigit }) {
  return digits.card.vote(digits.votes.count(predictions), models, isDigit ?? null);
}

/** @param {Value} value @returns {Pick<Card, 'lead' | 'rest' | 'votes'>} */
function numberOf({ text = '', digits: read = [] }) {
  const weakest = read.toSorted((a, b) => a.confidence - b.confidence)[0];
  const values = { digit: weakest?.label, confidence: digits.percent(weakest?.confidence ?? 0) };
  const rest = read.length > 1 ? digits.text('share_weakest', values) : '';
  return { lead: digits.text('share_number', { number: text }), rest, votes: [] };
}

/** @param {WayIn} way @returns {Card} */
function cardOf(way) {
  const { drawing, value } = stateOf(way);
  const said = value?.state === 'number' ? numberOf(value) : votesOf(/** @type {Value} */ (value));
  return { drawings: [/** @type {CardDrawing} */ (drawing)], badge: '', ...said };
}

function address() {
  return digits.elements.address(element).replace(/^https?:\/\//, '');
}

async function blobOf(canvas) {
  return new Promise((resolve) => canvas.toBlob(resolve, FILE_TYPE));
}

/** @param {Card} card */
async function open(card) {
  const isMirrored = getComputedStyle(element).direction === 'rtl';
  const blob = await blobOf(digits.card.paint(card, address(), isMirrored));
  file = new File([blob], `${digits.text('share_file')}.png`, { type: FILE_TYPE });
  picture.src = URL.createObjectURL(file);
  picture.alt = [card.badge, card.lead, card.rest].filter(Boolean).join(' ');
  Object.assign(saveLink, { href: picture.src, download: file.name });
  sendButton.hidden = !navigator.canShare?.({ files: [file] });
  dialog.showModal();
}

function close() {
  URL.revokeObjectURL(picture.src);
  picture.removeAttribute('src');
  file = null;
}

async function send() {
  if (!file) return;
  try {
    await navigator.share({ files: [file], title: digits.text('title'), text: picture.alt, url: digits.elements.address(element) });
    dialog.close();
  } catch (error) {
    // Whoever changes their mind in the system's sheet may still save the card.
    if (/** @type {Error} */ (error).name !== 'AbortError') sendButton.hidden = true;
  }
}

async function imageOf(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return { image, width: image.naturalWidth, height: image.naturalHeight };
}

digits.on('touched', (pad) => put(pad, null, ''));
digits.on('drawn', ({ pad, strokes, picture: drawn }) => {
  if (PADS[pad]) put(pad, drawn ? { strokes, ...PADS[pad] } : null, drawn);
});
digits.on('picture', async ({ picture: url }) => {
  put('picture', null, url);
  const drawing = url ? await imageOf(url) : null;
  if (stateOf('picture').picture === url) put('picture', drawing, url);
});
digits.on('answered', ({ way, value, picture: answered }) => {
  Object.assign(stateOf(way), { value, answered });
  update();
});
digits.on('mode', update);
digits.on('card', open);
openButton.addEventListener('click', () => open(cardOf(/** @type {WayIn} */ (digits.elements.mode(element)))));
sendButton.addEventListener('click', send);
closeButton.addEventListener('click', () => dialog.close());
dialog.addEventListener('close', close);
dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});

digits.translate(element);
