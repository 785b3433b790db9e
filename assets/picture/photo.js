// Photos as a visitor turns and crops them. A photo is {image, width, height, isJpeg}; a look at it is {turns, angle, crop}:
// quarter turns, degrees beyond them, and what is cut out: left, top, right and bottom in shares of the turned photo.
// A turned photo is as much of it as fits into a frame of its own shape: nothing beyond its edges is ever made up.

digits.photo ??= (() => {
  /** @type {Box} */
  const WHOLE = [0, 0, 1, 1];
  const JPEG_QUALITY = 0.9;
  const MAX_PNG_CHARACTERS = 800_000;
  const SAMPLE_SIDE = 16;
  const ROUNDING = 1e-6;
  const HEIC = /hei[cf]/i;

  function read(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(/** @type {string} */ (reader.result));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(file);
    });
  }

  // Most browsers do not read HEIC, in which phones save photos: there `develop` makes a JPEG of it.
  async function developed(file, develop) {
    const answer = await develop({ picture: await read(file) });
    if (!answer) throw new DOMException('no server answered', 'NetworkError');
    if (!answer.picture) throw new TypeError('no picture');
    return (await fetch(answer.picture)).blob();
  }

  async function open(file, develop) {
    const options = /** @type {const} */ ({ imageOrientation: 'from-image' });
    const image = await createImageBitmap(file, options).catch(async (error) => {
      if (!HEIC.test(`${file.type} ${file.name}`)) throw error;
      return createImageBitmap(await developed(file, develop), options);
    });
    return { image, width: image.width, height: image.height, isJpeg: file.type === 'image/jpeg' || HEIC.test(file.type) };
  }

  function newLook() {
    return { turns: 0, angle: 0, crop: WHOLE };
  }

  /** A quarter turn to the right, with what was cut out. @param {Look} look */
  function turned({ turns, crop: [left, top, right, bottom] }) {
    /** @type {Box} */
    const crop = [1 - bottom, left, 1 - top, right];
    return { turns: (turns + 1) % 4, crop: crop.join() === WHOLE.join() ? WHOLE : crop };
  }

  function frameOf({ width, height }, { turns, angle }) {
    const [across, along] = turns % 2 ? [height, width] : [width, height];
    const lean = (Math.abs(angle) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(lean), Math.sin(lean)];
    const share = 1 / Math.max(cos + (sin * along) / across, cos + (sin * across) / along);
    return { width: across * share, height: along * share };
  }

  // Paints the part of the turned photo from (left, top) on, in its own pixels times `scale`, at (x, y) of the canvas.
  function paint(context, photo, look, { left, top, scale, x, y }) {
    const frame = frameOf(photo, look);
    context.setTransform(scale, 0, 0, scale, x - left * scale, y - top * scale);
    context.translate(frame.width / 2, frame.height / 2);
    context.rotate(((look.turns * 90 + look.angle) * Math.PI) / 180);
    context.imageSmoothingQuality = 'high';
    context.drawImage(photo.image, -photo.width / 2, -photo.height / 2, photo.width, photo.height);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  // Cuts out what the look says, with the longer side at most `maxSide` pixels.
  function cut(photo, look, maxSide) {
    const frame = frameOf(photo, look);
    const [left, top, right, bottom] = look.crop;
    const [width, height] = [(right - left) * frame.width, (bottom - top) * frame.height];
    const scale = Math.min(1, maxSide / Math.max(width, height));
    // Whole pixels only: one that the photo half covers would be half transparent.
    const [columns, rows] = [width, height].map((side) => Math.max(1, Math.floor(side * scale + ROUNDING)));
    const sheet = digits.elements.newCanvas(columns, rows);
    const place = { left: left * frame.width, top: top * frame.height, scale, x: 0, y: 0 };
    paint(digits.elements.contextOf(sheet), photo, look, place);
    return sheet;
  }

  // Without loss where that is small: a drawing on plain paper is read best as it is.
  function encode(sheet, isJpeg) {
    const png = isJpeg ? '' : sheet.toDataURL('image/png');
    if (png && png.length <= MAX_PNG_CHARACTERS) return png;
    digits.strokes.putOnWhite(digits.elements.contextOf(sheet));
    return sheet.toDataURL('image/jpeg', JPEG_QUALITY);
  }

  // A smaller copy, quick to paint while it is turned.
  function reduced(photo, maxSide) {
    const image = cut(photo, newLook(), maxSide);
    return { ...photo, image };
  }

  function isDark(photo) {
    const sheet = cut(photo, newLook(), SAMPLE_SIDE);
    const { data } = digits.elements.contextOf(sheet).getImageData(0, 0, sheet.width, sheet.height);
    let light = 0;
    for (let place = 0; place < data.length; place += 4) {
      const mean = (data[place] + data[place + 1] + data[place + 2]) / 3;
      light += mean * (data[place + 3] / 255) + 255 - data[place + 3];
    }
    return light / (data.length / 4) < 110;
  }

  return { WHOLE, open, newLook, turned, frameOf, paint, cut, encode, reduced, isDark };
})();
