// One visit in one tab: opens what a link carries, and puts back after a reload what was on the pads, the way in that was in
// front and the model in focus. `props.models` names the models there are.

const KEPT = 'digits-visit';
const note = element.querySelector('.visit-note');
const words = note.querySelector('span');
/** @type {{ hash: string, mode?: WayIn, model?: string, drawings: Record<string, string> }} */
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

function chooseModel(name) {
  if (props.models.includes(name)) digits.emit('choose-model', name);
}

function openLink() {
  const link = digits.links.read();
  if (!link) return;
  if (link.model) chooseModel(link.model);
  if (link.pad) digits.emit('choose-mode', link.pad);
  if (link.pad && link.strokes?.length) digits.emit('load', { pad: link.pad, strokes: link.strokes });
  if ((link.pad && !link.strokes) || (link.model && !props.models.includes(link.model))) say('link_broken');
}

function putBack({ mode, model, drawings }) {
  if (model) chooseModel(model);
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
digits.on('touched', () => say(''));
digits.on('language', () => say(noteKey));

digits.translate(element);
// The pads may be put up after this.
requestAnimationFrame(begin);
