// What parts of the page, and the web component, are built from: elements, canvases, bars, toolbars.

/** The step across and down that each arrow key means. @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function create(tag, className = '', content = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = content;
  return made;
}

export function newCanvas(width, height) {
  return Object.assign(document.createElement('canvas'), { width, height });
}

// What paints on a canvas; null, which browsers may answer, is only for kinds that they lack.
export function contextOf(canvas) {
  return canvas.getContext('2d');
}

// What stays the same is left alone: the browser then need not lay it out again.
export function setText(part, words) {
  if (part.textContent !== words) part.textContent = words;
}

// Returns what has `show` called at once while the element is in view, else once the page has time or it is scrolled there:
// what is looked at comes first.
export function seenFirst(element, show) {
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  let isSeen = true;
  let isDue = false;
  function catchUp() {
    if (!isDue) return;
    isDue = false;
    show();
  }
  new IntersectionObserver((entries) => {
    isSeen = entries.some(({ isIntersecting }) => isIntersecting);
    if (isSeen) catchUp();
  }).observe(element);
  return () => {
    if (!isDue && !isSeen) whenIdle(catchUp);
    isDue = true;
    if (isSeen) catchUp();
  };
}

// Leaves `count` children in a list: those that are missing come from `make`.
export function resize(list, count, make) {
  while (list.children.length > count) list.lastChild.remove();
  while (list.children.length < count) list.append(make());
}

// One answer of a ranking: what is read, a bar, and its probability.
export function newBar() {
  const bar = create('span', 'bar');
  bar.append(create('i'));
  const item = create('li');
  item.append(create('b'), bar, create('span'));
  return item;
}

// Fills a bar with what is read, how likely that is, and the same in words. Without a label the bar stands empty.
export function fillBar(item, label, probability, words) {
  setText(item.querySelector('b'), label);
  setText(item.lastChild, words);
  item.querySelector('.bar i').style.setProperty('--share', probability.toFixed(4));
}

// Buttons that share one stop of the Tab key: arrow keys lead from one to the next, and around at the ends.
export function roving(list) {
  let last = null;
  const buttons = () => /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('button')]);
  const able = () => buttons().filter((button) => !button.disabled && button.offsetParent);
  function rest() {
    // Where none is seen, as in a dialog that is closed, one will be.
    const stop = able().includes(last) ? last : (able()[0] ?? buttons()[0]);
    buttons().forEach((button) => {
      const tabIndex = button === stop ? 0 : -1;
      if (button.tabIndex !== tabIndex) button.tabIndex = tabIndex;
    });
  }
  list.addEventListener('focusin', ({ target }) => {
    if (target.matches('button')) last = target;
    rest();
  });
  list.addEventListener('keydown', (event) => {
    const [across, down] = ARROWS[event.key] ?? [0, 0];
    const place = able().indexOf(event.target);
    if (place < 0 || !(across || down)) return;
    event.preventDefault();
    const step = down || (getComputedStyle(list).direction === 'rtl' ? -across : across);
    able().at((place + step) % able().length)?.focus();
  });
  new MutationObserver(rest).observe(list, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden'] });
  rest();
}
