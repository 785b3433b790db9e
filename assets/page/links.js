// Links that carry a drawing, the model that is in focus and the language: <page>?lang=<code>#<pad>=<packed>&model=<name>.

digits.links ??= (() => {
  const PADS = /** @type {const} */ (['draw', 'number']);

  function toDrawing(pad, strokes, model, base = location.href) {
    const link = new URL(base);
    const named = { [pad]: digits.strokes.pack(strokes), ...(model && { model }) };
    link.hash = new URLSearchParams(named).toString();
    link.searchParams.set('lang', digits.locale);
    return link.href;
  }

  // What the address asks for; null where it names no drawing. A damaged drawing has no strokes.
  function read() {
    const named = new URLSearchParams(location.hash.slice(1));
    const pad = PADS.find((name) => named.has(name));
    const model = named.get('model');
    if (!pad) return model ? { pad: null, strokes: null, model } : null;
    const packed = named.get(pad);
    return { pad, strokes: packed ? digits.strokes.unpack(packed) : [], model };
  }

  return { toDrawing, read };
})();
