// Links that carry a drawing, the model that is in focus, the one beside it and the language:
// <page>?lang=<code>#<pad>=<packed>&model=<name>&second=<name>.

digits.links ??= (() => {
  const PADS = /** @type {const} */ (['draw', 'number']);

  /** @param {{ model?: string, second?: string }} models */
  function toDrawing(pad, strokes, models, base = location.href) {
    const link = new URL(base);
    const named = Object.entries({ [pad]: digits.strokes.pack(strokes), ...models }).filter(([, value]) => value);
    link.hash = new URLSearchParams(named).toString();
    link.searchParams.set('lang', digits.locale);
    return link.href;
  }

  // What the address asks for; null where it names no drawing. A damaged drawing has no strokes.
  function read() {
    const named = new URLSearchParams(location.hash.slice(1));
    const pad = PADS.find((name) => named.has(name));
    const [model, second] = ['model', 'second'].map((name) => named.get(name));
    if (!pad) return model || second ? { pad: null, strokes: null, model, second } : null;
    const packed = named.get(pad);
    return { pad, strokes: packed ? digits.strokes.unpack(packed) : [], model, second };
  }

  return { toDrawing, read };
})();
