// What lies over a drawing or picture to say why it is read as it is: its own ink in colours, and marks.

digits.whyLayer ??= () => {
  const SIDE = 28;
  const MAX_HEAT = 127;
  const HALO = 1.5; // more than the ink's own width: no dark edge of it shows
  const HATCH = 7;
  const SVG = 'http://www.w3.org/2000/svg';
  const forced = matchMedia('(forced-colors: active)');
  const { create, newCanvas, bytesOf } = digits.elements;

  const layer = create('div', 'why-layer');
  const canvas = newCanvas(1, 1);
  const sheet = digits.strokes.sheetOf(canvas);
  const marks = document.createElementNS(SVG, 'svg');
  // Seen where the words about it are out of view.
  const key = create('p', 'why-key');
  const [forKey, againstKey] = ['for', 'against'].map((name) => create('span', `why-${name}`));
  /** @type {{ explanation: Explanation, strokes: Stroke[] | null } | null} */
  let shown = null;

  layer.setAttribute('role', 'img');
  layer.hidden = true;
  marks.setAttribute('preserveAspectRatio', 'none');
  key.append(forKey, againstKey);
  layer.append(canvas, marks, key);

  // A sheet of 28 x 28 pixels, each painted as `paintPixel` says.
  function sheet28(paintPixel) {
    const small = digits.strokes.sheetOf(newCanvas(SIDE, SIDE));
    for (let index = 0; index < SIDE * SIDE; index += 1) {
      paintPixel(small, index);
      small.fillRect(index % SIDE, Math.floor(index / SIDE), 1, 1);
    }
    return small.canvas;
  }

  // Grey ink means nothing; the stronger the colour, the more it says.
  function colours(heat) {
    const style = getComputedStyle(layer);
    const [neutral, speaksFor, against] = ['--neutral-ink', '--for', '--against'].map((name) =>
      style.getPropertyValue(name),
    );
    return sheet28((small, index) => {
      const share = heat[index] / MAX_HEAT;
      const strength = Math.round(Math.sqrt(Math.abs(share)) * 100);
      small.fillStyle = `color-mix(in srgb, ${share > 0 ? speaksFor : against} ${strength}%, ${neutral})`;
    });
  }

  function ink28(image28) {
    return sheet28((small, index) => {
      small.globalAlpha = image28[index] / 255;
    });
  }

  // Where ink speaks against the answer, stripes of paper, for those who see no colours.
  function hatch(lay, heat) {
    const stripes = newCanvas(canvas.width, canvas.height);
    const pen = digits.strokes.sheetOf(stripes);
    pen.strokeStyle = getComputedStyle(layer).getPropertyValue('--pad-paper');
    pen.lineWidth = HATCH / 3;
    pen.beginPath();
    for (let x = -stripes.height; x < stripes.width; x += HATCH) {
      pen.moveTo(x, 0);
      pen.lineTo(x + stripes.height, stripes.height);
    }
    pen.stroke();
    pen.globalCompositeOperation = 'destination-in';
    lay(
      pen,
      sheet28((small, index) => {
        small.globalAlpha = Math.min(1, (Math.max(0, -heat[index]) / MAX_HEAT) * 3);
      }),
    );
    sheet.globalCompositeOperation = 'source-atop';
    sheet.drawImage(stripes, 0, 0);
  }

  // The ink itself, as fine as the drawing; of a picture only what the models see of it is known.
  function paintInk(lay, { explanation, strokes }) {
    const halo = (stroke) => ({ ...stroke, width: stroke.width + (stroke.erases ? 0 : HALO) });
    if (strokes) digits.strokes.paint(sheet, strokes.map(halo), '#000', explanation.size[0]);
    sheet.setTransform(1, 0, 0, 1, 0, 0);
    if (!strokes) sheet.clearRect(0, 0, canvas.width, canvas.height);
    if (!strokes) lay(sheet, ink28(bytesOf(explanation.image28)));
  }

  function paint() {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [layer.clientWidth, layer.clientHeight].map((side) => Math.round(side * ratio));
    if (!shown || !width) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const { frame, size, heat: encoded } = shown.explanation;
    const heat = new Int8Array(bytesOf(encoded).buffer);
    const [left, top, right, bottom] = frame.map((place, side) => (place / size[side % 2]) * (side % 2 ? height : width));
    const lay = (context, picture) => context.drawImage(picture, left, top, right - left, bottom - top);
    paintInk(lay, shown);
    sheet.globalCompositeOperation = 'source-in';
    lay(sheet, colours(heat));
    if (forced.matches) hatch(lay, heat);
    sheet.globalCompositeOperation = 'source-over';
  }

  function drawn(tag, attributes, words = '') {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, String(value)));
    made.textContent = words;
    return made;
  }

  // A mark is the outline of what a pen or an eraser would touch.
  function markOf({ kind, points: [[x1, y1], [x2, y2]], width }) {
    const radius = width / 2;
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [across, down] = length
      ? [((y1 - y2) / length) * radius, ((x2 - x1) / length) * radius]
      : [0, radius];
    const arc = `A ${radius} ${radius} 0 0 1`;
    const outline = `M ${x1 + across} ${y1 + down} ${arc} ${x1 - across} ${y1 - down}`;
    const d = `${outline} L ${x2 - across} ${y2 - down} ${arc} ${x2 + across} ${y2 + down} Z`;
    const mark = drawn('g', { class: 'why-mark', 'data-kind': kind });
    mark.append(drawn('path', { d, class: 'why-under' }), drawn('path', { d }));
    return mark;
  }

  // The pixels that a tree asks for, numbered in its order.
  function pixelsOf({ frame: [left, top, right, bottom], evidence }) {
    const [width, height] = [(right - left) / SIDE, (bottom - top) / SIDE];
    return (evidence ? digits.whyEvidence.shownSteps(evidence) : []).map(([row, column], index) => {
      const [x, y] = [left + column * width, top + row * height];
      const pixel = drawn('g', { class: 'why-pixel' });
      const middle = { x: x + width / 2, y: y + height / 2, 'font-size': height * 1.1 };
      pixel.append(drawn('rect', { x, y, width, height }), drawn('text', middle, String(index + 1)));
      return pixel;
    });
  }

  function show(explanation, strokes) {
    shown = { explanation, strokes };
    layer.hidden = false;
    digits.setText(forKey, digits.text('why_for', { label: explanation.label }));
    digits.setText(againstKey, digits.text('why_against'));
    marks.setAttribute('viewBox', `0 0 ${explanation.size.join(' ')}`);
    marks.replaceChildren(...pixelsOf(explanation), ...explanation.tipping.slice(0, 1).map(markOf));
    paint();
  }

  function hide() {
    shown = null;
    layer.hidden = true;
  }

  new ResizeObserver(paint).observe(layer);
  digits.elements.onScheme(paint);
  forced.addEventListener('change', paint);
  return { layer, show, hide };
};
