// Where a photo lies on the square surface that shows it, and painting it there. A stage is {frame, shown, scale, x, y, width,
// height}: the turned photo's size in its own pixels, the part of it that is shown, the scale from those pixels to shares of
// the surface's side, and the place of the shown part in such shares.

digits.stage ??= (() => {
  // While a photo is cropped, all of it is shown, with room for the corners around it.
  const CROP_ROOM = 0.07;

  function stageOf(photo, look, isCropping) {
    const frame = digits.photo.frameOf(photo, look);
    const shown = isCropping ? digits.photo.WHOLE : look.crop;
    const [width, height] = [(shown[2] - shown[0]) * frame.width, (shown[3] - shown[1]) * frame.height];
    const room = isCropping ? 1 - 2 * CROP_ROOM : 1;
    const scale = room / Math.max(width, height);
    const size = { width: width * scale, height: height * scale };
    return { frame, shown, scale, x: (1 - size.width) / 2, y: (1 - size.height) / 2, ...size };
  }

  /** Where a box in shares of the photo lies on the surface. @param {Stage} stage @param {Box} box @returns {Box} */
  function placeOf({ x, y, width, height, shown }, [left, top, right, bottom]) {
    const across = (share) => x + ((share - shown[0]) / (shown[2] - shown[0])) * width;
    const along = (share) => y + ((share - shown[1]) / (shown[3] - shown[1])) * height;
    return [across(left), along(top), across(right), along(bottom)];
  }

  // Lays an element over a place on the surface.
  function lay(part, [left, top, right, bottom]) {
    const shares = { left, top, width: right - left, height: bottom - top };
    Object.entries(shares).forEach(([side, share]) => {
      part.style[side] = `${share * 100}%`;
    });
  }

  /** Paints the photo on a canvas that covers the surface, as fine as the screen shows it. */
  function paint(screen, surface, photo, look, { frame, shown, scale, x, y, width, height }) {
    const { canvas } = screen;
    const side = Math.round(surface.clientWidth * (window.devicePixelRatio || 1));
    if (!side) return;
    if (canvas.width !== side) Object.assign(canvas, { width: side, height: side });
    screen.clearRect(0, 0, side, side);
    screen.save();
    screen.beginPath();
    screen.rect(x * side, y * side, width * side, height * side);
    screen.clip();
    // What is transparent lies on white: that is how drawings without paper are mostly meant.
    screen.fillStyle = '#fff';
    screen.fillRect(0, 0, side, side);
    const [left, top] = [shown[0] * frame.width, shown[1] * frame.height];
    digits.photo.paint(screen, photo, look, { left, top, scale: scale * side, x: x * side, y: y * side });
    screen.restore();
  }

  return { stageOf, placeOf, lay, paint };
})();
