// Stands in for the engine: its answer is the number of strokes, by the rules that a test sets in `window.fake`.

/** @import { Recognizer } from '../../assets/widget/readers.js' */

/** @type {Promise<Recognizer> | undefined} */
let engine;

const MODELS = ['cnn', 'lenet', 'svm'].map((name, place) => ({ name, title: name.toUpperCase(), isDefault: !place }));

/** @param {number} label @param {number} topK */
function answerOf(label, topK) {
  const confidences = Array.from({ length: topK }, (_, rank) => ({ label: (label + rank) % 10, confidence: 0.9 / (1 + 9 * rank) }));
  const isDigit = !window.fake.isNoDigit;
  return { label, confidences, digitProbability: isDigit ? 0.99 : 0.01, isDigit };
}

/** @returns {Recognizer} */
function newRecognizer() {
  return {
    models: MODELS,
    load: async (names) => {
      window.fake.loaded.push(...names);
      if (window.fake.isBlocked) throw Object.assign(new Error('cnn/model.onnx could not be fetched.'), { code: 'model' });
    },
    read: async ({ strokes }, { models, topK }) => {
      const label = strokes.length % 10;
      window.fake.read.push(label);
      await window.fake.gate;
      return { isBlank: false, milliseconds: 1.5, answers: Object.fromEntries(models.map((name) => [name, answerOf(label, topK)])) };
    },
  };
}

/** @param {{ src: string }} where */
export async function openRecognizer({ src }) {
  window.fake.opened.push(src);
  engine ??= Promise.resolve(newRecognizer());
  window.fake.engines.add(await engine);
  return engine;
}
