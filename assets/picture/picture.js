// A picture from a file, the clipboard, a drop or the camera; the ink that was found shown on it; and, where the wrong ink
// was found, a rectangle to cut out what is meant, and turning. It asks `server.answer` {picture, explain, view}: a data URL, ''
// without a picture, the model whose answer is to be explained, and a number that comes back as `ink.view`.
// Tells 'picture' {picture}; is told 'model' name, 'mode' name and 'answer' {value}.

const REST_MS = 200;
const PREVIEW_SIDE = 1400;
const CROP_ROOM = 0.07;

const questions = digits.asker('picture', server.answer);
const part = element.querySelector('.picture');
const surface = element.querySelector('.picture-surface');
const screen = element.querySelector('.picture-photo').getContext('2d');
const found = element.querySelector('.picture-found');
const crop = element.querySelector('.picture-crop');
const cropFrame = element.querySelector('.picture-frame');
const corners = [...crop.querySelectorAll('[data-corner]')];
const video = element.querySelector('video');
const slider = element.querySelector('input[type="range"]');
const fileInput = element.querySelector('.picture-file');
const note = element.querySelector('.picture-note');
const button = Object.fromEntries(
  [...element.querySelectorAll('[data-action]')].map((made) => [made.dataset.action, made]),
);

let photo = null;
let preview = null;
let look = digits.photo.newLook();
let isCropping = false;
let explainedModel = props.explained;
let asked = { picture: '' };
let view = 0;
let sentLooks = new Map();
let ink = null;
let noteKey = '';
let isTrouble = false;
let restTimer = 0;

function isInFront() {
  return element.closest('.gradio-container')?.dataset.mode === 'picture';
}

function say(key, trouble = false) {
  [noteKey, isTrouble] = [key, trouble];
  note.textContent = key ? digits.text(key) : '';
  note.toggleAttribute('data-is-trouble', trouble);
}

// Where the shown part of the photo lies on the surface, in shares of its side.
function stage() {
  const frame = digits.photo.frameOf(photo, look);
  const shown = isCropping ? digits.photo.WHOLE : look.crop;
  const [width, height] = [(shown[2] - shown[0]) * frame.width, (shown[3] - shown[1]) * frame.height];
  const room = isCropping ? 1 - 2 * CROP_ROOM : 1;
  const scale = room / Math.max(width, height);
  const place = { x: (1 - width * scale) / 2, y: (1 - height * scale) / 2, width: width * scale, height: height * scale };
  return { frame, shown, scale, ...place };
}

function onStage({ x, y, width, height, shown }, [left, top, right, bottom]) {
  const across = (share) => x + ((share - shown[0]) / (shown[2] - shown[0])) * width;
  const along = (share) => y + ((share - shown[1]) / (shown[3] - shown[1])) * height;
  return [across(left), along(top), across(right), along(bottom)];
}

function setPlace(part, [left, top, right, bottom]) {
  const shares = { left, top, width: right - left, height: bottom - top };
  Object.entries(shares).forEach(([side, share]) => {
    part.style[side] = `${share * 100}%`;
  });
}

function paintPhoto(place) {
  const { canvas } = screen;
  const side = Math.round(surface.clientWidth * (window.devicePixelRatio || 1));
  if (!side) return;
  if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
  screen.clearRect(0, 0, side, side);
  screen.save();
  screen.beginPath();
  screen.rect(place.x * side, place.y * side, place.width * side, place.height * side);
  screen.clip();
  // What is transparent lies on white: that is how drawings without paper are mostly meant.
  screen.fillStyle = '#fff';
  screen.fillRect(0, 0, side, side);
  const [left, top] = [place.shown[0] * place.frame.width, place.shown[1] * place.frame.height];
  digits.photo.paint(screen, preview, look, { left, top, scale: place.scale * side, x: place.x * side, y: place.y * side });
  screen.restore();
}

function showInk(place) {
  const own = ink && sentLooks.get(ink.view);
  const isHere = Boolean(own) && own.turns === look.turns && own.angle === look.angle;
  found.hidden = !isHere;
  if (!isHere) return;
  setPlace(found, onStage(place, own.crop));
  const mask = `url("data:image/png;base64,${ink.mask}")`;
  if (found.dataset.view !== String(ink.view)) found.style.maskImage = mask;
  found.dataset.view = ink.view;
}

function showCrop(place) {
  const box = onStage(place, look.crop);
  setPlace(cropFrame, box);
  corners.forEach((corner) => {
    const [across, along] = corner.dataset.corner.split(' ').map((edge) => box[edge] * 100);
    corner.style.left = `clamp(24px, ${across}%, calc(100% - 24px))`;
    corner.style.top = `clamp(24px, ${along}%, calc(100% - 24px))`;
  });
}

function show() {
  button.crop.setAttribute('aria-pressed', String(isCropping));
  button.reset.disabled = !look.turns && !look.angle && look.crop === digits.photo.WHOLE;
  slider.value = look.angle;
  slider.setAttribute('aria-valuetext', `${look.angle}°`);
  crop.hidden = !isCropping || !photo;
  if (!photo) return;
  const place = stage();
  paintPhoto(place);
  showInk(place);
  showCrop(place);
}

function ask(question) {
  asked = question;
  questions.ask(question);
}

function send() {
  clearTimeout(restTimer);
  restTimer = 0;
  const picture = photo ? digits.photo.encode(digits.photo.cut(photo, look, props.longest), photo.isJpeg) : '';
  view += 1;
  // Answers come in order: what belongs to earlier ones than the one shown is never asked for again.
  sentLooks = new Map([...sentLooks].filter(([number]) => number >= (ink?.view ?? 0))).set(view, look);
  ask({ picture, explain: explainedModel, view });
  digits.emit('picture', { picture });
}

function change(wanted, isResting = false) {
  look = { ...look, ...wanted };
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

function showPhoto(wanted) {
  photo = wanted;
  preview = wanted && digits.photo.reduced(wanted, PREVIEW_SIDE);
  if (wanted) found.toggleAttribute('data-on-dark', digits.photo.isDark(preview));
  look = digits.photo.newLook();
  [isCropping, ink] = [false, null];
  digits.camera.close(video);
  video.hidden = true;
  enter(wanted ? 'photo' : 'empty', wanted ? button.crop : button.choose);
  say('');
  show();
  send();
}

async function readFile(file) {
  if (!file) return;
  if (file.type && !file.type.startsWith('image/')) return say('picture_no_image', true);
  if (file.size > props.most_bytes) return say('picture_too_large', true);
  try {
    showPhoto(await digits.photo.open(file));
  } catch {
    say('picture_unreadable', true);
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
    say(digits.camera.troubleOf(error), true);
  }
}

const cropper = digits.cropper(crop, {
  box: () => look.crop,
  size: () => {
    const { width, height } = stage();
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
button.turn.addEventListener('click', () => change({ turns: (look.turns + 1) % 4, crop: digits.photo.WHOLE }, true));
button.reset.addEventListener('click', () => change(digits.photo.newLook(), true));
button.crop.addEventListener('click', () => {
  isCropping = !isCropping;
  show();
  (isCropping ? cropFrame : button.crop).focus({ preventScroll: true });
});
slider.addEventListener('input', () => change({ angle: Number(slider.value) }));
fileInput.addEventListener('change', async () => {
  await readFile(fileInput.files[0]);
  // The same file again is a change too.
  fileInput.value = '';
});

document.addEventListener('paste', (event) => {
  if (!isInFront() || event.target.closest?.('input, textarea')) return;
  const file = [...(event.clipboardData?.files ?? [])][0];
  if (file) event.preventDefault();
  if (file) readFile(file);
  else say('picture_nothing_to_paste', true);
});

document.addEventListener('dragover', (event) => {
  if (!isInFront()) return;
  event.preventDefault();
  part.toggleAttribute('data-over', true);
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) part.toggleAttribute('data-over', false);
});
document.addEventListener('drop', (event) => {
  if (!isInFront()) return;
  event.preventDefault();
  part.toggleAttribute('data-over', false);
  if (event.dataTransfer.files.length) readFile(event.dataTransfer.files[0]);
  else say('picture_no_image', true);
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) closeCamera();
});

digits.on('mode', (name) => {
  if (name !== 'picture') return closeCamera();
  show();
  // What the answers show belongs to the way in that is in front: back here, it asks again.
  ask({ ...asked, explain: explainedModel });
});
digits.on('model', (name) => {
  explainedModel = name;
  if (photo && isInFront() && !cropper.isDragged()) ask({ ...asked, explain: name });
});
digits.on('answer', ({ value }) => {
  if (!photo || !isInFront() || value.state === 'idle') return;
  ink = value.ink ?? null;
  if (ink || value.state === 'blank') say(ink ? 'picture_found' : 'picture_blank');
  show();
});
digits.on('language', () => say(noteKey, isTrouble));
new ResizeObserver(show).observe(surface);

cropFrame.setAttribute('aria-describedby', 'picture-crop-help');
button.paste.hidden = !navigator.clipboard?.read;
digits.translate(element);
show();
