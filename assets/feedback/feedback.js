// Was it right? A tap on the digit that was meant sends it with the drawing in front, and nothing is sent before a tap.
// The server keeps both: `server.keep_verdict({picture, label})`; `server.withdraw_verdict({image})` takes it back.
// Is told 'drawn' {pad, picture} and 'picture' {picture}, what there is to be judged, and 'answered' {way, picture, value}: an
// answer can be judged only while it is the one to what is shown.
// `props.repo` is the private dataset that verdicts go to, where there is one.

const KEPT_CHOICE = 'digits-feedback';
const MAX_SIDE = 280;
const NO_DIGIT = null;
const TIMEOUT_MS = 10_000;

const section = element.querySelector('.feedback');
const choices = element.querySelector('.choices');
const noDigit = element.querySelector('button.no-digit');
const reply = element.querySelector('.reply [role="status"]');
const undo = element.querySelector('.reply button');
const consent = element.querySelector('.consent');
const allow = element.querySelector('.allow input');
const page = digits.elements.container(element);

// The drawing of each way in, and what this visit has said of each drawing: {label, image}.
const pictures = { draw: '', picture: '', digit: '' };
const verdicts = new Map();
// The picture of each way in that was answered last.
const answered = { draw: '', picture: '', digit: '' };
let isBusy = false;
let failure = null;

const buttons = [
  ...Array.from({ length: 10 }, (_, digit) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = String(digit);
    choices.insertBefore(button, noDigit);
    return { button, label: digit };
  }),
  { button: noDigit, label: NO_DIGIT },
];

// Of a number, the digit in focus is judged.
function mode() {
  return digits.elements.answeredWay(element) ?? 'draw';
}

function picture() {
  const shown = pictures[mode()] ?? '';
  return shown === answered[mode()] ? shown : '';
}

function keptText(label) {
  return label === NO_DIGIT ? digits.text('feedback_kept_no_digit') : digits.text('feedback_kept', { digit: label });
}

function replyText(verdict) {
  if (failure) return digits.text(failure);
  if (!allow.checked && !verdict) return digits.text('feedback_off');
  return verdict ? keptText(verdict.label) : '';
}

function show() {
  const shown = picture();
  const verdict = verdicts.get(shown);
  section.hidden = !(mode() in pictures);
  section.dataset.on = String(allow.checked);
  // It comes with the first answer and then stays: at each stroke it would flicker.
  if (shown) section.toggleAttribute('data-begun', true);
  buttons.forEach(({ button, label }) => {
    button.disabled = !allow.checked;
    button.ariaDisabled = String(!shown);
    button.setAttribute('aria-pressed', String(Boolean(verdict) && verdict.label === label));
  });
  digits.setText(reply, replyText(verdict));
  // What was sent can be taken back, whatever was switched off since.
  undo.hidden = !verdict;
  consent.textContent = digits.text(props.repo ? 'feedback_consent_repo' : 'feedback_consent', { repo: props.repo });
}

// A photo leaves this browser no larger than it is kept.
async function reduced(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const scale = Math.min(1, MAX_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  if (scale === 1) return source;
  const [width, height] = [image.naturalWidth, image.naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
  const sheet = digits.elements.newCanvas(width, height);
  digits.elements.contextOf(sheet).drawImage(image, 0, 0, width, height);
  return sheet.toDataURL('image/png');
}

function finish(wanted) {
  failure = wanted;
  isBusy = false;
  show();
}

// Gradio answers with undefined where the request failed. What is kept after its time can still be taken back.
async function ask(work, shown) {
  if (isBusy) return;
  isBusy = true;
  failure = null;
  const timer = setTimeout(() => finish('feedback_failed'), TIMEOUT_MS);
  const answer = await work().catch(() => undefined);
  clearTimeout(timer);
  if (!answer) return finish('feedback_failed');
  if (answer.state === 'refused') return finish(answer.kind === 'FeedbackFullError' ? 'feedback_full' : 'feedback_failed');
  shown(answer);
  finish(null);
}

function keep(label) {
  const judged = picture();
  if (!judged || !allow.checked || verdicts.get(judged)?.label === label) return;
  ask(
    async () => server.keep_verdict({ picture: await reduced(judged), label }),
    ({ image }) => verdicts.set(judged, { label, image }),
  );
}

function withdraw() {
  const judged = picture();
  const { image } = verdicts.get(judged);
  ask(
    () => server.withdraw_verdict({ image }),
    () => {
      verdicts.delete(judged);
      buttons[0].button.focus({ preventScroll: true });
    },
  );
}

function replace(way, wanted) {
  if (pictures[way] === wanted) return;
  pictures[way] = wanted;
  failure = null;
  show();
}

buttons.forEach(({ button, label }) => button.addEventListener('click', () => keep(label)));
undo.addEventListener('click', withdraw);
allow.addEventListener('change', () => {
  digits.keep(KEPT_CHOICE, allow.checked ? 'on' : 'off');
  failure = null;
  show();
});

digits.on('drawn', ({ pad, picture: drawn }) => pad in pictures && replace(pad, drawn));
digits.on('picture', ({ picture: shown }) => replace('picture', shown ?? ''));
digits.on('answered', ({ way, value, picture: judged }) => {
  if (!(way in answered)) return;
  answered[way] = value.state === 'answers' ? judged : '';
  // A digit is cut out only once the pen rests, and is a picture of its own.
  if (way === 'digit') replace(way, judged);
  show();
});
// While the pen moves, the drawing is not yet what will have been meant.
digits.on('touched', (pad) => {
  const way = pad === 'number' ? 'digit' : pad;
  if (way in pictures) replace(way, '');
});
digits.on('language', show);
new MutationObserver(show).observe(page, { attributes: true, attributeFilter: ['data-mode'] });

allow.checked = digits.recall(KEPT_CHOICE) !== 'off';
digits.translate(element);
show();
