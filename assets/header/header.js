// The title says which way in is in front; beside it stand links to the rooms, where room is short in a menu.

const title = element.querySelector('h1');
const opener = element.querySelector('.rooms-open');
const rooms = element.querySelector('.rooms');

function show(mode) {
  title.dataset.text = mode === 'draw' ? 'title' : `title_${mode}`;
  digits.translate(element);
}

function setOpen(isOpen) {
  opener.setAttribute('aria-expanded', String(isOpen));
}

/** @param {string} room */
function linkTo(room) {
  const link = digits.elements.create('a');
  link.href = `${digits.elements.address(element)}/${room}${props.ending ?? ''}`;
  link.dataset.text = `room_${room}`;
  return link;
}

rooms.append(...props.rooms.map(linkTo));
opener.addEventListener('click', () => setOpen(opener.getAttribute('aria-expanded') !== 'true'));
element.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || opener.getAttribute('aria-expanded') !== 'true') return;
  setOpen(false);
  opener.focus();
});
element.addEventListener('focusout', ({ relatedTarget }) => {
  if (!element.contains(/** @type {Node | null} */ (relatedTarget))) setOpen(false);
});
digits.on('mode', show);
digits.translate(element);
// A link may name another way in than the first; the switch is put up after this.
requestAnimationFrame(() => show(digits.elements.mode(element) ?? 'draw'));
