// Which of the three ways in is in front. Tells the page 'mode' when that changes; a link may name it: #number=… for one.

const tabs = [...element.querySelectorAll('[role="tab"]')];
const modes = tabs.map((tab) => /** @type {WayIn} */ (tab.dataset.mode));
const container = digits.elements.container(element);
const bringToFront = digits.elements.tabs(element, tabs, (index) => choose(modes[index]));

/** @param {WayIn} mode */
function show(mode) {
  container.dataset.mode = mode;
  bringToFront(modes.indexOf(mode));
}

/** @param {WayIn} mode */
function choose(mode) {
  if (container.dataset.mode === mode) return;
  show(mode);
  digits.emit('mode', mode);
}

tabs.forEach((tab, index) => {
  tab.id = `${modes[index]}-tab`;
  tab.setAttribute('aria-controls', `${modes[index]}-panel`);
  tab.addEventListener('click', () => choose(modes[index]));
});

digits.translate(element);
digits.on('choose-mode', choose);
const named = new URLSearchParams(location.hash.slice(1));
show(modes.find((mode) => named.has(mode)) ?? modes[0]);
