// The digits to train on: the project's own, written from control points by nobody's hand (training/synthesis/lesson_digits.py).

/** @typedef {{ size: number, levels: number, training: number, held_out: number, labels: string, pixels: string }} Packed */
/** Pixels from 0 to 1, digit by digit. @typedef {{ pixels: Float32Array, labels: Uint8Array, width: number }} Digits */

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Packed} packed @returns {Promise<{ training: Digits, heldOut: Digits }>} */
export async function unpackDigits({ size, levels, training, labels, pixels }) {
  const halves = await inflated(Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0)));
  const all = new Float32Array(halves.length * 2);
  halves.forEach((byte, at) => {
    all[2 * at] = (byte >> 4) / (levels - 1);
    all[2 * at + 1] = (byte & 15) / (levels - 1);
  });
  const width = size * size;
  const digits = Uint8Array.from(labels, Number);
  return {
    training: { pixels: all.subarray(0, training * width), labels: digits.subarray(0, training), width },
    heldOut: { pixels: all.subarray(training * width), labels: digits.subarray(training), width },
  };
}

/** One digit's pixels. @param {Digits} digits @param {number} at */
export function digitAt({ pixels, width }, at) {
  return pixels.subarray(at * width, (at + 1) * width);
}
