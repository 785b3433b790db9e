// What a model of its kind goes by, in pictures and in a tree's questions.

digits.whyEvidence ??= (() => {
  const MAX_VALUE = 127;
  const MAX_STEPS = 12; // of a tree's questions: more would hide the drawing
  const { create, newCanvas, bytesOf } = digits.elements;

  // Weights are for or against: both colours on paper. All else is light on black, as the models see digits.
  function pictureOf({ size: [width, height], values: encoded }, kind, style) {
    const sheet = digits.strokes.sheetOf(newCanvas(width, height));
    const values = new Int8Array(bytesOf(encoded).buffer);
    values.forEach((value, index) => {
      const share = value / MAX_VALUE;
      sheet.globalAlpha = Math.sqrt(Math.abs(share));
      sheet.fillStyle = '#fff';
      if (kind === 'weights') sheet.fillStyle = style.getPropertyValue(share > 0 ? '--for' : '--against');
      sheet.fillRect(index % width, Math.floor(index / width), 1, 1);
    });
    return sheet.canvas;
  }

  function framed(picture, kind, style) {
    const figure = create('figure');
    const canvas = pictureOf(picture, kind, style);
    canvas.setAttribute('aria-hidden', 'true');
    figure.append(canvas);
    if (kind === 'neighbours') figure.append(create('figcaption', '', String(picture.label)));
    return figure;
  }

  /** @param {Evidence} evidence */
  function shownSteps({ steps }) {
    return steps.slice(0, MAX_STEPS);
  }

  function stepText([row, column, isInked]) {
    return digits.text(isInked ? 'why_step_ink' : 'why_step_paper', { row: row + 1, column: column + 1 });
  }

  /** Shows evidence in a part's figure, or nothing. @param {HTMLElement} part @param {Evidence | null} evidence */
  function show(part, evidence, label) {
    part.hidden = !evidence;
    if (!evidence) return;
    const { kind, pictures, steps } = evidence;
    const style = getComputedStyle(part);
    part.dataset.kind = kind;
    digits.setText(part.querySelector('figcaption'), digits.text(`why_${kind}`, { label }));
    part.querySelector('.why-pictures').replaceChildren(...pictures.map((picture) => framed(picture, kind, style)));
    const questions = shownSteps(evidence).map((step) => create('li', '', stepText(step)));
    part.querySelector('.why-steps').replaceChildren(...questions);
    const count = steps.length - questions.length;
    digits.setText(part.querySelector('.why-more'), count ? digits.text('why_steps_more', { count }) : '');
  }

  return { show, shownSteps };
})();
