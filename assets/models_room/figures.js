// The mathematics of the room: what is made of the measured figures before they are shown. No element and no text in here.

/**
 * A model as the manifest has it; what was not measured is null.
 * @typedef {{
 *   name: string, title: string, family: string, isDefault: boolean, parameters: number | null, bytes: number | null,
 *   milliseconds: number | null, trainingSeconds: number | null, temperature: number | null, threshold: number | null,
 *   accuracies: Record<string, number>, calibrationErrors: Record<string, number>,
 *   files: Record<string, string>,
 * }} ModelRow
 */
/** @typedef {{ truth: number, read: number, count: number, share: number }} Confusion */
/** @typedef {{ truth: number, read: number, counts: [number, number], gap: number }} Difference */

export const CLASSES = 10;
// The accuracy of fewer answers is mostly chance.
export const FEWEST_ANSWERS = 20;

/** @param {Record<string, any>} sets @param {string} measure @returns {Record<string, number>} */
function eachSets(sets, measure) {
  const found = Object.entries(sets).filter(([, figures]) => Number.isFinite(figures[measure]));
  return Object.fromEntries(found.map(([name, figures]) => [name, figures[measure]]));
}

/** @param {{ path: string }[]} files @returns {Record<string, string>} a model's files by their own names */
function filesByName(files) {
  return Object.fromEntries(files.map(({ path }) => [path.slice(path.lastIndexOf('/') + 1), path]));
}

/** The models of a manifest, in its order. @param {any} manifest @returns {ModelRow[]} */
export function modelsOf(manifest) {
  return Object.entries(manifest.models).map(([name, entry]) => {
    const { sets = {}, parameters = null, onnx_bytes: bytes = null, milliseconds = null, training_seconds: trainingSeconds = null } = entry.metrics ?? {};
    return {
      name,
      title: entry.title,
      family: entry.family,
      isDefault: name === manifest.default_model,
      parameters,
      bytes,
      milliseconds,
      trainingSeconds,
      temperature: entry.temperature ?? null,
      threshold: entry.rejection_threshold ?? null,
      accuracies: eachSets(sets, 'accuracy'),
      calibrationErrors: eachSets(sets, 'ece'),
      files: filesByName(entry.files ?? []),
    };
  });
}

/**
 * Sorts by a number or a text; what has none stands last, whichever way it goes, and equals keep their order.
 *
 * @template Row
 * @param {Row[]} rows
 * @param {(row: Row) => number | string | null | undefined} valueOf
 * @param {boolean} isDescending
 * @param {string} [locale] by whose rules texts are ordered
 */
export function sorted(rows, valueOf, isDescending, locale) {
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = isDescending ? -1 : 1;
  const isMissing = (value) => value === null || value === undefined;
  return [...rows].sort((one, other) => {
    const [left, right] = [valueOf(one), valueOf(other)];
    if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
    return sign * (typeof left === 'string' ? collator.compare(left, String(right)) : Number(left) - Number(right));
  });
}

/**
 * The points that no other beats in both figures at once, from the cheapest on; of both, less is better.
 *
 * @template {{ x: number, y: number }} Point
 * @param {Point[]} points
 */
export function frontier(points) {
  let best = Infinity;
  return [...points]
    .sort((one, other) => one.x - other.x || one.y - other.y)
    .filter(({ y }) => {
      if (y >= best) return false;
      best = y;
      return true;
    });
}

/** @param {number[]} counts */
export function sum(counts) {
  return counts.reduce((total, count) => total + count, 0);
}

/** What is misread, the most frequent first. @param {number[][]} matrix rows: true digits; columns: read ones @returns {Confusion[]} */
export function confusionsOf(matrix) {
  const found = matrix.flatMap((row, truth) => {
    const total = sum(row);
    return row.map((count, read) => ({ truth, read, count, share: total ? count / total : 0 }));
  });
  return found.filter(({ truth, read, count }) => truth !== read && count).sort((one, other) => other.count - one.count);
}

/** How much of a tint a count gets, 0 to 1: a single mistake is seen beside hundreds. @param {number} count @param {number} most */
export function tint(count, most) {
  return count ? Math.log1p(count) / Math.log1p(Math.max(most, 1)) : 0;
}

/** The share of each digit that is read correctly; null where there are none. @param {number[][]} matrix */
export function recallsOf(matrix) {
  return matrix.map((row, digit) => (sum(row) ? row[digit] / sum(row) : null));
}

/**
 * Where two models differ: the mistakes that one makes more often, the largest gap first.
 *
 * @param {number[][]} one
 * @param {number[][]} other of the same rows
 * @returns {Difference[]}
 */
export function differencesOf(one, other) {
  const found = one.flatMap((row, truth) =>
    row.map((count, read) => {
      const beside = other[truth][read];
      return { truth, read, counts: /** @type {[number, number]} */ ([count, beside]), gap: count - beside };
    }),
  );
  const wrong = found.filter(({ truth, read, gap }) => truth !== read && gap);
  return wrong.sort((left, right) => Math.abs(right.gap) - Math.abs(left.gap));
}

/**
 * The points of a reliability diagram: of the answers given with some confidence, the share that is right.
 *
 * @param {{ count: number[], confidence: (number | null)[], accuracy: (number | null)[] } | undefined} reliability
 */
export function reliabilityOf(reliability) {
  const { count = [], confidence = [], accuracy = [] } = reliability ?? {};
  const bins = count.map((answers, bin) => ({ answers, confidence: confidence[bin], accuracy: accuracy[bin] }));
  return bins.filter(({ answers, confidence: sure, accuracy: right }) => answers && sure != null && right != null);
}

/**
 * A training's history as lines over epochs or steps: losses, and accuracies.
 *
 * @param {Record<string, number[]> | undefined} history
 */
export function curvesOf(history) {
  const { step, ...measures } = history ?? {};
  const length = Math.max(0, ...Object.values(measures).map((values) => values.length));
  const places = step ?? Array.from({ length }, (_, index) => index + 1);
  const ending = (name) => Object.entries(measures).filter(([measure]) => measure.endsWith(name));
  return { isBySteps: Boolean(step), places, losses: ending('loss'), accuracies: ending('accuracy') };
}

/** The levels of a disturbance with what is read at each. @param {{ levels: { level: number | string, accuracy: number }[] }} disturbance */
export function levelsOf(disturbance) {
  return disturbance.levels.map(({ level, accuracy }) => ({ level, accuracy }));
}

/**
 * Sorts what was misread by true and read digit.
 *
 * @param {number[]} labels
 * @param {number[]} answers
 * @returns {{ index: number, truth: number, read: number }[]} the mistakes
 */
export function mistakesOf(labels, answers) {
  const all = labels.map((truth, index) => ({ index, truth, read: answers[index] }));
  return all
    .filter(({ truth, read }) => truth !== read)
    .sort((one, other) => one.truth - other.truth || one.read - other.read || one.index - other.index);
}

/** Which drawings exactly one of two models reads correctly. @param {number[]} labels @param {number[]} one @param {number[]} other */
export function splitsOf(labels, one, other) {
  const all = labels.map((truth, index) => ({ index, truth, answers: [one[index], other[index]] }));
  return all.filter(({ truth, answers }) => (answers[0] === truth) !== (answers[1] === truth));
}
