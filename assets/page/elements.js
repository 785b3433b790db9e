// What parts are built from: elements, bars, tabs, canvases, and the arrow keys' directions.

digits.elements ??= (() => {
  /** The step across and down that each arrow key means. @type {Elements['ARROWS']} */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function create(tag, className = '', content = '') {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.textContent = content;
    return made;
  }

  function newCanvas(width, height) {
    return Object.assign(document.createElement('canvas'), { width, height });
  }

  // What paints on a canvas; null, which browsers may answer, is only for kinds that they lack.
  function contextOf(canvas) {
    return canvas.getContext('2d');
  }

  // Leaves `count` children in a list: those that are missing come from `make`.
  function resize(list, count, make) {
    while (list.children.length > count) list.lastChild.remove();
    while (list.children.length < count) list.append(make());
  }

  // One answer of a ranking: what is read, a bar, and its probability.
  function newBar() {
    const bar = create('span', 'bar');
    bar.append(create('i'));
    const item = create('li');
    item.append(create('b'), bar, create('span'));
    return item;
  }

  // Without a label the bar stands empty.
  function showBar(item, label = '', probability = 0) {
    digits.setText(item.querySelector('b'), label);
    digits.setText(item.lastChild, label ? digits.percent(probability) : '');
    item.querySelector('.bar i').style.setProperty('--share', probability.toFixed(4));
  }

  // Arrow keys step through tabs, and around at the ends; `choose` is told the index. Returns what shows which is in front.
  function tabs(list, items, choose) {
    list.addEventListener('keydown', (event) => {
      const [step] = ARROWS[event.key] ?? [0];
      if (!step) return;
      event.preventDefault();
      const forward = getComputedStyle(list).direction === 'rtl' ? -step : step;
      const index = items.findIndex((tab) => tab.tabIndex === 0);
      const next = (index + forward + items.length) % items.length;
      choose(next);
      items[next].focus();
    });
    return (front) => {
      items.forEach((tab, index) => {
        tab.setAttribute('aria-selected', String(index === front));
        tab.tabIndex = index === front ? 0 : -1;
      });
    };
  }

  // The bytes that stand in an answer as base64.
  function bytesOf(encoded) {
    return Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  }

  // Buttons that share one stop of the Tab key: arrow keys lead from one to the next, and around at the ends.
  function roving(list) {
    let last = null;
    const buttons = () => /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('button')]);
    const able = () => buttons().filter((button) => !button.disabled && button.offsetParent);
    function rest() {
      const stop = able().includes(last) ? last : able()[0];
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

  // The element of the whole app, which a page may hold among others.
  function container(part) {
    return part.closest('.gradio-container') ?? document.body;
  }

  // Where the app is, without a slash at the end. Inside another page, the element there says it.
  function address(part) {
    const host = part.closest('gradio-app[src]') ?? document.querySelector('gradio-app[src]');
    const { origin, pathname } = new URL(host?.getAttribute('src') ?? '', location.href);
    return (origin + pathname).replace(/\/+$/, '');
  }

  // The way in that is in front: 'draw', 'number' or 'picture'.
  function mode(part) {
    return container(part).dataset.mode;
  }

  // The way whose answers belong beside the way in that is in front: beside a number, those to its digit in focus.
  function answeredWay(part) {
    const front = mode(part);
    return front === 'number' ? 'digit' : front;
  }

  // Tells when the page turns dark or light.
  function onScheme(listener) {
    new MutationObserver(listener).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  return {
    ARROWS,
    create,
    newCanvas,
    contextOf,
    resize,
    newBar,
    showBar,
    tabs,
    roving,
    bytesOf,
    container,
    address,
    mode,
    answeredWay,
    onScheme,
  };
})();
