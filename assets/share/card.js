// The card that visitors share: what was drawn, how the models voted, and the sentence that says so, as a picture of
// 1200 × 630 pixels, the size that link previews have. Painted in the browser: nothing is sent anywhere.

digits.card ??= (() => {
  const WIDTH = 1200;
  const HEIGHT = 630;
  const MARGIN = 56;
  const PAD = 450;
  const GAP = 56;
  const MOST_ABREAST = 5;
  const TILE_GAP = 12;
  const FOOT = 566;
  const FONT = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
  // The same in the dark: a card has no scheme, and is seen on other pages than this.
  const COLOURS = {
    page: '#fbfaf7',
    paper: '#ffffff',
    ink: '#15171c',
    quiet: '#5a6270',
    line: '#d9d5cc',
    accent: '#2747dc',
    accentSoft: '#e7ebff',
    against: '#b8500c',
    againstSoft: '#fdeadb',
  };
  const MARK = new Path2D('M10 9.5h12.5L14.500 24');

  /** Paints in a language's direction: `x` counts from where its lines begin. */
  class Sheet {
    constructor(isMirrored) {
      this.canvas = digits.elements.newCanvas(WIDTH, HEIGHT);
      this.context = digits.elements.contextOf(this.canvas);
      this.isMirrored = isMirrored;
      this.context.direction = isMirrored ? 'rtl' : 'ltr';
      this.context.fillStyle = COLOURS.page;
      this.context.fillRect(0, 0, WIDTH, HEIGHT);
    }

    left(x, width) {
      return this.isMirrored ? WIDTH - x - width : x;
    }

    box(x, y, width, height, radius) {
      this.context.beginPath();
      this.context.roundRect(this.left(x, width), y, width, height, radius);
    }

    font(weight, size) {
      this.context.font = `${weight} ${size}px ${FONT}`;
    }

    text(words, x, y, colour, align = 'start') {
      Object.assign(this.context, { fillStyle: colour, textAlign: align, textBaseline: 'alphabetic' });
      this.context.fillText(words, this.left(x, 0), y);
    }
  }

  // Words in lines no wider than `width`.
  function wrapped(sheet, words, width) {
    const lines = [''];
    words.split(' ').forEach((word) => {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (sheet.context.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(word);
    });
    return lines;
  }

  // In the largest type in which the words fit on one line, else in the smallest on two; returns where they end.
  function paragraph(sheet, words, { x, y, width, sizes, weight, colour }) {
    if (!words) return y;
    const fitting = sizes.find((size) => {
      sheet.font(weight, size);
      return sheet.context.measureText(words).width <= width;
    });
    const size = fitting ?? sizes.at(-1);
    sheet.font(weight, size);
    const lines = wrapped(sheet, words, width).slice(0, 2);
    lines.forEach((line, index) => sheet.text(line, x, y + size + index * size * 1.18, colour));
    return y + lines.length * size * 1.18;
  }

  function paper(sheet, x, y, width, height, radius) {
    sheet.box(x, y, width, height, radius);
    Object.assign(sheet.context, { fillStyle: COLOURS.paper, strokeStyle: COLOURS.line, lineWidth: 2 });
    sheet.context.fill();
    sheet.context.stroke();
  }

  // A drawing is never mirrored; it keeps its shape, in the middle of its paper.
  function drawing(sheet, { strokes, image, width, height }, [x, y, boxWidth, boxHeight], radius) {
    paper(sheet, x, y, boxWidth, boxHeight, radius);
    const scale = Math.min(boxWidth / width, boxHeight / height);
    const [shownWidth, shownHeight] = [width * scale, height * scale];
    const layer = digits.elements.newCanvas(Math.round(shownWidth), Math.round(shownHeight));
    const context = digits.elements.contextOf(layer);
    if (strokes) digits.strokes.paint(context, strokes, COLOURS.ink, width);
    else context.drawImage(image, 0, 0, layer.width, layer.height);
    sheet.context.save();
    sheet.box(x, y, boxWidth, boxHeight, radius);
    sheet.context.clip();
    sheet.context.drawImage(layer, sheet.left(x, boxWidth) + (boxWidth - shownWidth) / 2, y + (boxHeight - shownHeight) / 2);
    sheet.context.restore();
  }

  // Who differs has another colour, and a corner cut off.
  function tilePath({ context }, left, y, width, height, isCut) {
    const [radius, cut] = [14, 22];
    context.beginPath();
    context.moveTo(left + radius, y);
    if (isCut) {
      context.lineTo(left + width - cut, y);
      context.lineTo(left + width, y + cut);
    } else context.arcTo(left + width, y, left + width, y + height, radius);
    context.arcTo(left + width, y + height, left, y + height, radius);
    context.arcTo(left, y + height, left, y, radius);
    context.arcTo(left, y, left + width, y, radius);
    context.closePath();
  }

  function tile(sheet, { digit, agrees, name }, x, y, width, height) {
    tilePath(sheet, sheet.left(x, width), y, width, height, !agrees);
    sheet.context.fillStyle = agrees ? COLOURS.accentSoft : COLOURS.againstSoft;
    sheet.context.fill();
    const size = height - 34;
    sheet.font(700, size);
    sheet.text(String(digit), x + width / 2, y + size + 4, agrees ? COLOURS.accent : COLOURS.against, 'center');
    const small = [15, 14, 13, 12].find((each) => {
      sheet.font(500, each);
      return sheet.context.measureText(name).width <= width - 12;
    });
    if (small) sheet.text(name, x + width / 2, y + height - 9, COLOURS.quiet, 'center');
  }

  function wall(sheet, votes, x, y, width, height) {
    const rows = digits.votes.rows(votes.length);
    const tileHeight = Math.min(76, (height - TILE_GAP * (rows.length - 1)) / rows.length);
    const waiting = [...votes];
    rows.forEach((count, row) => {
      const tileWidth = (width - TILE_GAP * (count - 1)) / count;
      waiting.splice(0, count).forEach((vote, column) => {
        tile(sheet, vote, x + column * (tileWidth + TILE_GAP), y + row * (tileHeight + TILE_GAP), tileWidth, tileHeight);
      });
    });
  }

  function badge(sheet, words, x, y) {
    sheet.font(650, 24);
    const width = sheet.context.measureText(words).width + 40;
    sheet.box(x, y, width, 44, 22);
    sheet.context.fillStyle = COLOURS.accent;
    sheet.context.fill();
    sheet.text(words, x + 20, y + 31, COLOURS.page);
    return y + 44;
  }

  // Whose card it is, and where anyone can draw one too.
  function foot(sheet, address) {
    const { context } = sheet;
    const left = sheet.left(MARGIN, 36);
    context.save();
    context.translate(left, FOOT - 28);
    context.scale(36 / 32, 36 / 32);
    context.beginPath();
    context.roundRect(0, 0, 32, 32, 9);
    Object.assign(context, { fillStyle: COLOURS.accent, strokeStyle: COLOURS.page, lineWidth: 3.2, lineCap: 'round', lineJoin: 'round' });
    context.fill();
    context.stroke(MARK);
    context.restore();
    sheet.font(650, 26);
    sheet.text(digits.text('title'), MARGIN + 50, FOOT, COLOURS.ink);
    sheet.font(400, 24);
    context.save();
    context.direction = 'ltr';
    sheet.text(address, WIDTH - MARGIN, FOOT, COLOURS.quiet, sheet.isMirrored ? 'left' : 'right');
    context.restore();
  }

  // One drawing beside the vote on it.
  function paintVote(sheet, { drawings, badge: title, lead, rest, votes }) {
    const x = MARGIN + PAD + GAP;
    const width = WIDTH - MARGIN - x;
    drawing(sheet, drawings[0], [MARGIN, MARGIN, PAD, PAD], 32);
    let y = MARGIN - 6;
    if (title) y = badge(sheet, title, x, y + 4) + 10;
    y = paragraph(sheet, lead, { x, y, width, sizes: [60, 54, 48, 42, 36, 32], weight: 750, colour: COLOURS.ink });
    y = paragraph(sheet, rest, { x, y: y + 6, width, sizes: [28, 25, 22], weight: 500, colour: COLOURS.quiet });
    const top = Math.max(y + 20, MARGIN + PAD - 4 * 76 - 3 * TILE_GAP);
    wall(sheet, votes, x, top, width, MARGIN + PAD - top);
  }

  // One wide drawing, or several side by side, over what is said of them.
  function paintWide(sheet, { drawings, badge: title, lead, rest }) {
    const width = WIDTH - 2 * MARGIN;
    const height = title ? 288 : 330;
    const columns = Math.min(MOST_ABREAST, drawings.length);
    const rows = Math.ceil(drawings.length / columns);
    const gap = 16;
    const [boxWidth, boxHeight] = [(width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows];
    drawings.forEach((each, index) => {
      const x = MARGIN + (index % columns) * (boxWidth + gap);
      const y = MARGIN + Math.floor(index / columns) * (boxHeight + gap);
      drawing(sheet, each, [x, y, boxWidth, boxHeight], 24);
    });
    let y = MARGIN + height + 14;
    if (title) y = badge(sheet, title, MARGIN, y + 4);
    y = paragraph(sheet, lead, { x: MARGIN, y, width, sizes: [52, 44, 36], weight: 750, colour: COLOURS.ink });
    paragraph(sheet, rest, { x: MARGIN, y: y + 2, width, sizes: [28, 24, 21], weight: 500, colour: COLOURS.quiet });
  }

  function paint(card, address, isMirrored) {
    const sheet = new Sheet(isMirrored);
    if (card.votes.length) paintVote(sheet, card);
    else paintWide(sheet, card);
    foot(sheet, address);
    return sheet.canvas;
  }

  // What a card says of a vote, and its tiles.
  function vote(tally, models, isDigit) {
    const { lead, rest } = digits.votes.words(tally);
    const doubt = isDigit === false ? digits.text('not_a_digit') : '';
    const votes = tally.votes.map(({ model, digit }) => {
      const known = models.find(({ name }) => name === model) ?? { name: model, title: model };
      return { digit, agrees: digit === tally.lead, name: digits.shortTitle(known) };
    });
    return { lead, rest: [rest, doubt].filter(Boolean).join(' · '), votes };
  }

  return { paint, vote };
})();
