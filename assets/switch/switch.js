// Which of the three ways in is in front. Tells the page 'mode' when that changes; a link may name it: #number=… for one.

const tabs = [...element.querySelectorAll('[role="tab"]')];
const modes = tabs.map((tab) => tab.dataset.mode);

function container() {
  return element.closest('.gradio-container') ?? document.body;
}

function show(mode, isFocused = false) {
  container().dataset.mode = mode;
  tabs.forEach((tab) => {
    const isFront = tab.dataset.mode === mode;
    tab.setAttribute('aria-selected', String(isFront));
    tab.tabIndex = isFront ? 0 : -1;
    if (isFront && isFocused) tab.focus();
  });
}

function choose(mode, isFocused) {
  if (container().dataset.mode === mode) return;
  show(mode, isFocused);
  digits.emit('mode', mode);
}

function step(tab, by) {
  const forward = getComputedStyle(element).direction === 'rtl' ? -by : by;
  choose(modes[(modes.indexOf(tab.dataset.mode) + forward + modes.length) % modes.length], true);
}

tabs.forEach((tab) => {
  tab.id = `${tab.dataset.mode}-tab`;
  tab.setAttribute('aria-controls', `${tab.dataset.mode}-panel`);
  tab.addEventListener('click', () => choose(tab.dataset.mode));
  tab.addEventListener('keydown', (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (!steps[event.key]) return;
    event.preventDefault();
    step(tab, steps[event.key]);
  });
});

digits.translate(element);
digits.on('choose-mode', choose);
const named = new URLSearchParams(location.hash.slice(1));
show(modes.find((mode) => named.has(mode)) ?? modes[0]);
