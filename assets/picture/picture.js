// A picture from a file, the clipboard, a drop or the camera; the ink that was found shown on it; and, where the wrong ink
// was found, a rectangle to cut out what is meant, and turning. It asks `server.answer` {picture, view}: a data URL, ''
// without a picture, and a number that comes back as `ink.view`.
// Tells 'picture' {picture, view}; is told 'mode' name, 'answer' {value}, 'overlay' {way, layer, view} and 'tool' {way, button}.

const REST_MS = 200;
const PREVIEW_SIDE = 1400;
const SAMPLE_SIDE = 96;

const questions = digits.asker('picture', server.answer, element, props.models);
const part = element.querySelector('.picture');
const surface = element.querySelector('.picture-surface');
const screen = digits.elements.contextOf(element.querySelector('canvas.picture-photo'));
const marks = element.querySelector('.picture-marks');
const found = element.querySelector('.picture-found');
const crop = element.querySelector('.picture-crop');
const cropFrame = element.querySelector('.picture-frame');
const corners = [...crop.querySelectorAll('[data-corner]')];
const video = element.querySelector('video');
const slider = element.querySelector('input[type="range"]');
const fileInput = element.querySelector('input.picture-file');
const note = element.querySelector('.picture-note');
const fault = element.querySelector('.picture-fault');
const button = Object.fromEntries(
  [...element.querySelectorAll('button[data-action]')].map((made) => [made.dataset.action, made]),
);

/** @type {Photo | null} */
let photo = null;
/** @type {Photo | null} */
let preview = null;
let look = digits.photo.newLook();
let isCropping = false;
/** @type {Question} */
let asked = { picture: '' };
let view = 0;
/** @type {Map<number, Look>} */
let sentLooks = new Map();
/** @type {Value['ink'] | null} */
let ink = null;
/** @type {Events['overlay'] | null} */
let overlay = null;
let noteKey = '';
let isError = false;
let restTimer = 0;

function isInFront() {
  return digits.elements.mode(element) === 'picture';
}

function say(key, error = false) {
  [noteKey, isError] = [key, error];
  const words = key ? digits.text(key) : '';
  // What a button led to is said beside it.
  const isBeside = error && part.dataset.state === 'empty';
  note.textContent = isBeside ? '' : words;
  note.toggleAttribute('data-is-error', error);
  fault.textContent = isBeside ? words : '';
}

// How the photo lies on the surface now.
function stageNow() {
  return digits.stage.stageOf(/** @type {Photo} */ (photo), look, isCropping);
}

// Lays a part over the crop that it was made of, as long as the picture is turned as it was then.
function layOverCrop(part, made, stage) {
  part.hidden = made?.turns !== look.turns || made.angle !== look.angle;
  if (made && !part.hidden) digits.stage.lay(part, digits.stage.placeOf(stage, made.crop));
}

function showInk(stage) {
  const own = ink && sentLooks.get(ink.view);
  layOverCrop(found, own, stage);
  if (!ink || found.hidden) return;
  const mask = `url("data:image/png;base64,${ink.mask}")`;
  if (found.dataset.view !== String(ink.view)) found.style.maskImage = mask;
  found.dataset.view = String(ink.view);
}

function cornerEdges({ dataset: { corner = '' } }) {
  return corner.split(' ').map(Number);
}

function showCrop(stage) {
  const box = digits.stage.placeOf(stage, look.crop);
  digits.stage.lay(cropFrame, box);
  corners.forEach((corner) => {
    const [across, along] = cornerEdges(corner).map((edge) => box[edge] * 100);
    corner.style.left = `clamp(24px, ${across}%, calc(100% - 24px))`;
    corner.style.top = `clamp(24px, ${along}%, calc(100% - 24px))`;
  });
}

function show() {
  button.crop.setAttribute('aria-pressed', String(isCropping));
  button.reset.disabled = !look.turns && !look.angle && look.crop === digits.photo.WHOLE;
  slider.value = String(look.angle);
  slider.setAttribute('aria-valuetext', `${look.angle}°`);
  crop.hidden = !isCropping || !photo;
  if (!photo || !preview) return;
  const stage = stageNow();
  digits.stage.paint(screen, surface, preview, look, stage);
  showInk(stage);
  if (overlay) layOverCrop(overlay.layer, sentLooks.get(overlay.view), stage);
  showCrop(stage);
}

function ask(question) {
  asked = question;
  questions.ask(question);
}

function send() {
  clearTimeout(restTimer);
  restTimer = 0;
  const picture = photo ? digits.photo.encode(digits.photo.cut(photo, look, props.max_side), photo.isJpeg) : '';
  if (picture === asked.picture) questions.unchanged();
  else questions.changed();
  view += 1;
  // Answers come in order: what belongs to earlier ones than the one shown is never asked for again.
  sentLooks = new Map([...sentLooks].filter(([number]) => number >= (ink?.view ?? 0))).set(view, look);
  ask({ picture, view });
  digits.emit('picture', { picture, view });
}

function change(wanted, isResting = false) {
  look = { ...look, ...wanted };
  questions.changed();
  show();
  clearTimeout(restTimer);
  if (isResting) send();
  else if (!cropper.isDragged()) restTimer = setTimeout(send, REST_MS);
}

function enter(state, focused) {
  const hadFocus = element.contains(document.activeElement);
  part.dataset.state = state;
  if (hadFocus) focused.focus({ preventScroll: true });
}

/** @param {Photo | null} wanted */
function showPhoto(wanted) {
  photo = wanted;
  preview = wanted && digits.photo.reduced(wanted, PREVIEW_SIDE);
  if (preview) found.toggleAttribute('data-on-dark', digits.photo.isDark(preview));
  look = digits.photo.newLook();
  [isCropping, ink] = [false, null];
  digits.camera.close(video);
  video.hidden = true;
  enter(wanted ? 'photo' : 'empty', wanted ? button.crop : button.choose);
  say('');
  show();
  send();
}

function buildSamples() {
  const samples = digits.samples(props.examples).map(({ name, picture: image }) => {
    const made = digits.elements.create('button', 'picture-sample');
    made.type = 'button';
    made.dataset.label = `sample_${name}`;
    const thumb = digits.elements.newCanvas(SAMPLE_SIDE, SAMPLE_SIDE);
    digits.elements.contextOf(thumb).drawImage(image, 0, 0, SAMPLE_SIDE, SAMPLE_SIDE);
    made.append(thumb);
    made.addEventListener('click', () => showPhoto({ image, width: image.width, height: image.height, isJpeg: true }));
    return made;
  });
  element.querySelector('.picture-samples').append(...samples);
}

// A page that embeds the app keeps what is pasted and dropped elsewhere on it.
function isOurs({ target }) {
  return digits.isOwnPage() || digits.elements.container(part).contains(target);
}

function isTextField(target) {
  return Boolean(target.closest?.('input, textarea'));
}

// Wherever on the page it was dropped or pasted.
async function readFile(file) {
  if (!file) return;
  digits.emit('choose-mode', 'picture');
  if (file.type && !file.type.startsWith('image/')) return say('picture_no_image', true);
  if (file.size > props.max_bytes) return say('picture_too_large', true);
  try {
    showPhoto(await digits.photo.open(file, server.develop));
  } catch (error) {
    const isAway = /** @type {Error} */ (error).name === 'NetworkError';
    say(isAway ? 'picture_away' : 'picture_unreadable', true);
  }
}

async function pasteFromButton() {
  try {
    const items = await navigator.clipboard.read();
    const type = (item) => item.types.find((name) => name.startsWith('image/'));
    const item = items.find(type);
    if (item) await readFile(await item.getType(type(item)));
    else say('picture_nothing_to_paste', true);
  } catch {
    say('picture_paste_refused', true);
  }
}

function closeCamera() {
  digits.camera.close(video);
  video.hidden = true;
  if (part.dataset.state === 'camera') enter('empty', button.camera);
}

async function openCamera(deviceId) {
  say('');
  try {
    if (!(await digits.camera.open(video, deviceId))) return;
    video.hidden = false;
    enter('camera', button.take);
    button.switch.hidden = !(await digits.camera.others()).length;
  } catch (error) {
    closeCamera();
    say(digits.camera.errorKey(error), true);
  }
}

const cropper = digits.cropper(crop, {
  box: () => look.crop,
  size: () => {
    const { width, height } = stageNow();
    return [width * surface.clientWidth, height * surface.clientWidth];
  },
  change: (box) => change({ crop: box }),
  rest: send,
  done: () => button.crop.click(),
});

button.choose.addEventListener('click', () => fileInput.click());
button.paste.addEventListener('click', pasteFromButton);
button.camera.addEventListener('click', () => openCamera());
button.stop.addEventListener('click', closeCamera);
button.take.addEventListener('click', () => video.videoWidth && showPhoto(digits.camera.take(video)));
button.switch.addEventListener('click', async () => openCamera((await digits.camera.others())[0]));
button.remove.addEventListener('click', () => showPhoto(null));
button.turn.addEventListener('click', () => change(digits.photo.turned(look), true));
button.reset.addEventListener('click', () => change(digits.photo.newLook(), true));
button.crop.addEventListener('click', () => {
  isCropping = !isCropping;
  show();
  (isCropping ? cropFrame : button.crop).focus({ preventScroll: true });
});
slider.addEventListener('input', () => change({ angle: Number(slider.value) }));
fileInput.addEventListener('change', async () => {
  await readFile(fileInput.files?.[0]);
  // The same file again is a change too.
  fileInput.value = '';
});

document.addEventListener('paste', (event) => {
  if (!isOurs(event) || isTextField(event.target)) return;
  const file = [...(event.clipboardData?.files ?? [])][0];
  if (file) event.preventDefault();
  if (file) readFile(file);
  else if (isInFront()) say('picture_nothing_to_paste', true);
});

document.addEventListener('dragover', (event) => {
  if (!isOurs(event) || !event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  part.toggleAttribute('data-over', true);
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) part.toggleAttribute('data-over', false);
});
document.addEventListener('drop', (event) => {
  part.toggleAttribute('data-over', false);
  const hasFiles = Boolean(event.dataTransfer?.files.length);
  if (!isOurs(event) || !(hasFiles || isInFront())) return;
  event.preventDefault();
  if (hasFiles) readFile(event.dataTransfer?.files[0]);
  else say('picture_no_image', true);
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) closeCamera();
});

digits.on('mode', (name) => {
  if (name !== 'picture') return closeCamera();
  show();
  // What the answers show belongs to the way in that is in front.
  questions.again();
});
digits.on('overlay', (wanted) => {
  if (wanted.way !== 'picture') return;
  overlay = wanted;
  marks.append(wanted.layer);
  show();
});
digits.on('tool', ({ way, button: tool }) => {
  if (way === 'picture') button.remove.before(tool);
});
digits.on('answer', ({ value }) => {
  if (!photo || !isInFront() || value.state === 'idle') return;
  ink = value.ink ?? null;
  if (ink) say('picture_found');
  else say(value.state === 'blank' ? 'picture_blank' : '');
  show();
});
digits.on('language', () => say(noteKey, isError));
new ResizeObserver(show).observe(surface);

cropFrame.setAttribute('aria-describedby', 'picture-crop-help');
button.paste.hidden = !navigator.clipboard?.read;
buildSamples();
digits.translate(element);
show();
