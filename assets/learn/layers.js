// What layers of a network compute, and how a change of the outcome traces back to their input. Images are stacks of maps:
// {depth, side, values}, map by map, row by row.

/** @typedef {{ depth: number, side: number, values: Float64Array }} Maps */

/** @param {number} depth @param {number} side @returns {Maps} */
export function newMaps(depth, side) {
  return { depth, side, values: new Float64Array(depth * side * side) };
}

/** @param {ArrayLike<number>} values @param {number} depth @returns {Maps} */
export function asMaps(values, depth = 1) {
  return { depth, side: Math.round(Math.sqrt(values.length / depth)), values: Float64Array.from(values) };
}

/** Slides kernels [out, in, size, size] over maps, without a rim. @param {Maps} maps @param {ArrayLike<number>} kernels @param {ArrayLike<number>} biases @param {number} size @returns {Maps} */
export function convolve({ depth, side, values }, kernels, biases, size) {
  const made = newMaps(biases.length, side - size + 1);
  const [out, area] = [made.side, size * size];
  for (let map = 0; map < made.depth; map += 1) {
    for (let y = 0; y < out; y += 1) {
      for (let x = 0; x < out; x += 1) {
        let sum = biases[map];
        for (let from = 0; from < depth; from += 1) {
          const kernel = (map * depth + from) * area;
          const corner = from * side * side + y * side + x;
          for (let row = 0; row < size; row += 1) {
            for (let column = 0; column < size; column += 1) {
              sum += kernels[kernel + row * size + column] * values[corner + row * side + column];
            }
          }
        }
        made.values[(map * out + y) * out + x] = sum;
      }
    }
  }
  return made;
}

/** How much each input pixel would change the outcome, given how much each output does. @param {Maps} slopes @param {Maps} input @param {ArrayLike<number>} kernels @param {number} size @returns {Maps} */
export function convolveBack(slopes, input, kernels, size) {
  const back = newMaps(input.depth, input.side);
  const area = size * size;
  slopes.values.forEach((slope, at) => {
    if (!slope) return;
    const x = at % slopes.side;
    const y = Math.floor(at / slopes.side) % slopes.side;
    const map = Math.floor(at / slopes.side ** 2);
    for (let from = 0; from < input.depth; from += 1) {
      for (let place = 0; place < area; place += 1) {
        const to = (from * input.side + y + Math.floor(place / size)) * input.side + x + (place % size);
        back.values[to] += slope * kernels[(map * input.depth + from) * area + place];
      }
    }
  });
  return back;
}

/** @param {Maps} maps @returns {Maps} */
export function rectify(maps) {
  return { ...maps, values: maps.values.map((value) => Math.max(0, value)) };
}

/** Where the largest of each square of pixels lies, as an index of the input. @param {Maps} maps @param {number} size @returns {Int32Array} */
export function largestPlaces({ depth, side, values }, size) {
  const out = Math.floor(side / size);
  return Int32Array.from({ length: depth * out * out }, (_, at) => {
    const corner = (Math.floor(at / out ** 2) * side + (Math.floor(at / out) % out) * size) * side + (at % out) * size;
    let best = corner;
    for (let place = 1; place < size * size; place += 1) {
      const candidate = corner + Math.floor(place / size) * side + (place % size);
      if (values[candidate] > values[best]) best = candidate;
    }
    return best;
  });
}

/** Keeps the largest of each square. @param {Maps} maps @param {number} size @returns {Maps} */
export function poolLargest(maps, size) {
  const values = Float64Array.from(largestPlaces(maps, size), (place) => maps.values[place]);
  return { depth: maps.depth, side: Math.floor(maps.side / size), values };
}

/** Keeps the mean of each square. @param {Maps} maps @param {number} size @returns {Maps} */
export function poolMean(maps, size) {
  const made = newMaps(maps.depth, Math.floor(maps.side / size));
  made.values.forEach((_, at) => {
    const [x, y] = [at % made.side, Math.floor(at / made.side) % made.side];
    const map = Math.floor(at / made.side ** 2);
    for (let place = 0; place < size * size; place += 1) {
      const from = (map * maps.side + y * size + Math.floor(place / size)) * maps.side + x * size + (place % size);
      made.values[at] += maps.values[from] / (size * size);
    }
  });
  return made;
}

/** @param {ArrayLike<number>} input @param {ArrayLike<number>} weights [in, out] @param {ArrayLike<number>} biases @returns {Float64Array} */
export function dense(input, weights, biases) {
  const made = Float64Array.from(biases);
  const count = made.length;
  for (let from = 0; from < input.length; from += 1) {
    if (!input[from]) continue;
    for (let to = 0; to < count; to += 1) made[to] += input[from] * weights[from * count + to];
  }
  return made;
}

/** @param {ArrayLike<number>} slopes @param {ArrayLike<number>} weights [in, out] @returns {Float64Array} */
export function denseBack(slopes, weights) {
  const count = slopes.length;
  return Float64Array.from({ length: weights.length / count }, (_, from) => {
    let sum = 0;
    for (let to = 0; to < count; to += 1) sum += slopes[to] * weights[from * count + to];
    return sum;
  });
}

/** The place of the largest value. @param {ArrayLike<number>} values */
export function best(values) {
  let place = 0;
  for (let at = 1; at < values.length; at += 1) if (values[at] > values[place]) place = at;
  return place;
}
