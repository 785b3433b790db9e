// What parts are built from: what `dom.js` brings, tabs, and where on the page a part stands.

digits.elements ??= ((dom) => {
  const { ARROWS, fillBar } = dom;

  // Without a label the bar stands empty.
  function showBar(item, label = '', probability = 0) {
    fillBar(item, label, probability, label ? digits.percent(probability) : '');
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

  // The element of the whole app, which a page may hold among others.
  function container(part) {
    return part.closest('.gradio-container') ?? document.body;
  }

  // Where the app is, without a slash at the end. Inside another page, the element there says it.
  function address(part) {
    const host = part.closest('gradio-app[src]') ?? document.querySelector('gradio-app[src]');
    const { origin, pathname } = new URL(host?.getAttribute('src') ?? '', location.href);
    return (origin + pathname).replace(/\/+(?:index\.html)?$/, '');
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

  return { ...dom, showBar, tabs, bytesOf, container, address, mode, answeredWay, onScheme };
})(window.digitModules.dom);
