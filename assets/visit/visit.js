// One visit in one tab: opens what a link carries, and puts back after a reload what was on the pads, the way in that was in
// front, the model in focus and the one beside it. `props.models` names the models there are, and
// `props.parts` the other parts of the page.

const KEPT = 'digits-visit';
const note = element.querySelector('.visit-note');
const words = note.querySelector('span');
/** @type {{ hash: string, mode?: WayIn, model?: string, second?: string, drawings: Record<string, string> }} */
const visit = { hash: '', drawings: {} };
let noteKey = '';

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  } catch {
    return null;
  }
}

function keep() {
  visit.hash = location.hash;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(visit));
  } catch {
    // Then a reload begins anew.
  }
}

function say(key) {
  noteKey = key;
  note.hidden = !key;
  words.textContent = key && digits.text(key);
}

/** @param {{ model?: string | null, second?: string | null }} named */
function chooseModels({ model, second }) {
  if (model && props.models.includes(model)) digits.emit('choose-model', model);
  if (second && props.models.includes(second)) digits.emit('choose-second-model', second);
}

/** @param {Link} link */
function isBroken({ pad, strokes, model, second }) {
  return (pad && !strokes) || [model, second].some((name) => name && !props.models.includes(name));
}

function openLink() {
  const link = digits.links.read();
  if (!link) return;
  chooseModels(link);
  if (link.pad) digits.emit('choose-mode', link.pad);
  if (link.pad && link.strokes?.length) digits.emit('load', { pad: link.pad, strokes: link.strokes });
  if (isBroken(link)) say('link_broken');
}

function putBack({ mode, model, second, drawings }) {
  chooseModels({ model, second });
  if (mode) digits.emit('choose-mode', mode);
  Object.entries(drawings).forEach(([pad, packed]) => {
    const strokes = digits.strokes.unpack(packed);
    if (strokes) digits.emit('load', { pad: /** @type {WayIn} */ (pad), strokes, isPutBack: true });
  });
}

function begin() {
  const kept = recall();
  // The address outlives a reload, and what was drawn after it was opened is newer.
  if (kept && kept.hash === location.hash) putBack(kept);
  else openLink();
}

note.querySelector('button').addEventListener('click', () => say(''));
addEventListener('pagehide', keep);
addEventListener('hashchange', openLink);
document.addEventListener('visibilitychange', () => document.hidden && keep());
digits.on('drawn', ({ pad, strokes }) => {
  visit.drawings[pad] = digits.strokes.pack(strokes);
});
digits.on('mode', (mode) => {
  visit.mode = mode;
});
digits.on('model', (model) => {
  visit.model = model;
});
digits.on('second-model', (model) => {
  visit.second = model;
});
digits.on('touched', () => say(''));
digits.on('language', () => say(noteKey));

// Parts are put up one after another, and one that is not there yet would miss what was drawn and chosen.
function beginWhenHeard() {
  const page = digits.elements.container(element);
  if (props.parts.every((name) => page.querySelector(`#${name} [data-is-up]`))) begin();
  else requestAnimationFrame(beginWhenHeard);
}

digits.translate(element);
beginWhenHeard();
