// Pictures to try, painted here from the project's own drawings as if they had been photographed: {name, picture}.

digits.samples ??= (examples) => {
  const SIDE = 640;
  const PAPER_SHARE = 0.6;
  const LINE_EVERY = 46;
  /** How each looks: paper, the darker corner that a lamp leaves, pen, how far it is turned, and whether lines run across. */
  const LOOKS = {
    crossed_seven: { paper: '#e9e4d6', shade: '#b9b09a', pen: '#2b3a6b', turn: -0.12, lines: '#a9bdd6' },
    curly_nine: { paper: '#2f4a3d', shade: '#1b2e25', pen: '#eef2ea', turn: 0.06, lines: '' },
    number_2026: { paper: '#f2d98a', shade: '#c9a94f', pen: '#3c2a1d', turn: 0.05, lines: '' },
  };

  function paintPaper(context, { paper, shade, lines }) {
    const light = context.createRadialGradient(SIDE * 0.35, SIDE * 0.3, 0, SIDE * 0.35, SIDE * 0.3, SIDE * 1.1);
    light.addColorStop(0, paper);
    light.addColorStop(1, shade);
    context.fillStyle = light;
    context.fillRect(0, 0, SIDE, SIDE);
    context.fillStyle = lines;
    for (let y = LINE_EVERY; lines && y < SIDE; y += LINE_EVERY) context.fillRect(0, y, SIDE, 2);
  }

  // Above and below, a wide drawing leaves paper free.
  function ink(example, pen) {
    const strokes = digits.strokes.fromExample(example);
    const height = 280;
    const width = Math.max(height, ...strokes.flatMap(({ points }) => points.map(({ x }) => x + example.width)));
    const sheet = digits.elements.newCanvas(SIDE, (SIDE * height) / width);
    digits.strokes.paint(digits.strokes.sheetOf(sheet), strokes, pen, width);
    return sheet;
  }

  function paint(example, look) {
    const picture = digits.elements.newCanvas(SIDE, SIDE);
    const context = digits.elements.contextOf(picture);
    paintPaper(context, look);
    const drawn = ink(example, look.pen);
    const scale = drawn.height < SIDE ? 0.9 : PAPER_SHARE;
    context.translate(SIDE / 2, SIDE / 2);
    context.rotate(look.turn);
    context.drawImage(drawn, (-drawn.width * scale) / 2, (-drawn.height * scale) / 2, drawn.width * scale, drawn.height * scale);
    return picture;
  }

  return examples
    .filter(({ name }) => name in LOOKS)
    .map((example) => ({ name: example.name, picture: paint(example, LOOKS[example.name]) }));
};
