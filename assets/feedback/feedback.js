// Was it right? A tap on the digit that was meant sends it with the drawing in front, and nothing is sent before a tap.
// The server keeps both: `server.keep_verdict({picture, label})`; `server.withdraw_verdict({image})` takes it back.
// Is told 'drawn' {pad, picture} and 'picture' {picture}, what there is to be judged, and 'answer' {value}.
// `props.repo` is the private dataset that verdicts go to, where there is one.

const KEPT_CHOICE = 'digits-feedback';
const MAX_SIDE = 280;
const NO_DIGIT = null;

const section = element.querySelector('.feedback');
const choices = element.querySelector('.choices');
const noDigit = element.querySelector('button.no-digit');
const reply = element.querySelector('.reply [role="status"]');
const undo = element.querySelector('.reply button');
const consent = element.querySelector('.consent');
const allow = element.querySelector('.allow input');
const page = digits.elements.container(element);

// The drawing of each way in, and what this visit has said of each drawing: {label, image}.
const pictures = { draw: '', picture: '' };
const verdicts = new Map();
let isAnswered = false;
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

function mode() {
  return page.dataset.mode ?? 'draw';
}

function picture() {
  return isAnswered ? (pictures[mode()] ?? '') : '';
}

function keptText(label) {
  return label === NO_DIGIT ? digits.text('feedback_kept_no_digit') : digits.text('feedback_kept', { digit: label });
}

function replyText(verdict) {
  if (!allow.checked) return digits.text('feedback_off');
  if (failure) return digits.text(failure);
  return verdict ? keptText(verdict.label) : '';
}

function show() {
  const shown = picture();
  const verdict = verdicts.get(shown);
  section.hidden = !(mode() in pictures);
  section.dataset.on = String(allow.checked);
  buttons.forEach(({ button, label }) => {
    button.disabled = !shown || !allow.checked;
    button.setAttribute('aria-pressed', String(Boolean(verdict) && verdict.label === label));
  });
  digits.setText(reply, replyText(verdict));
  undo.hidden = !verdict || !allow.checked;
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

async function ask(work, shown) {
  if (isBusy) return;
  isBusy = true;
  failure = null;
  try {
    const answer = await work();
    if (answer.state === 'refused') failure = answer.kind === 'FeedbackFullError' ? 'feedback_full' : 'feedback_failed';
    else shown(answer);
  } catch {
    failure = 'feedback_failed';
  }
  isBusy = false;
  show();
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
digits.on('answer', ({ value }) => {
  isAnswered = value.state === 'answers';
  show();
});
// While the pen moves, the drawing is not yet what will have been meant.
digits.on('touched', (way) => way in pictures && replace(way, ''));
digits.on('language', show);
new MutationObserver(show).observe(page, { attributes: true, attributeFilter: ['data-mode'] });

allow.checked = digits.recall(KEPT_CHOICE) !== 'off';
digits.translate(element);
show();
