// What the browser's modules say where they cannot read: `node widget_failures.mjs < job.json`. The job is {good, bad}: the
// addresses of a host, and of one whose bundle is damaged; the answer is {code, message} by the name of each case.

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { openRecognizer } from '../../assets/widget/recognizer.js';

register('./from_addresses.mjs', import.meta.url);
const { good, bad } = JSON.parse(readFileSync(0, 'utf8'));
const tap = { width: 280, height: 280, strokes: [{ points: [[140, 140]], width: 30 }] };
const noise = Uint8ClampedArray.from({ length: 64 * 64 * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * at * 7919) % 251));

const folders = (host) => ({ src: `${host}/models`, engine: `${good}/engine/` });
const found = {};

async function note(name, promise) {
  const error = await Promise.resolve(promise).then(
    () => null,
    (reason) => reason,
  );
  found[name] = error && { code: error.code, message: error.message };
}

async function without(name, work) {
  const kept = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
  await work();
  Object.defineProperty(globalThis, name, kept);
}

await note('no manifest', openRecognizer(folders(`${good}/nowhere`)));
const idle = await openRecognizer({ src: `${good}/models`, engine: `${good}/nowhere/` });
await note('no engine', idle.load(['lenet']));
const damaged = await openRecognizer(folders(bad));
await note('damaged', damaged.load(['lenet']));
await note('blocked', damaged.load(['svm']));
await without('crypto', () => note('damaged, on a page that is not secure', damaged.load(['lenet'])));
const recognizer = await openRecognizer(folders(good));
await note('unknown', recognizer.load(['lenet', 'nonesuch']));
await note('photo', recognizer.read({ width: 64, height: 64, data: noise }, { models: ['lenet'] }));
await note('no size', recognizer.read({ strokes: [] }, { models: ['lenet'] }));
await note('top k', recognizer.read(tap, { models: ['lenet'], topK: 11 }));

const other = await openRecognizer(folders(good));
const readings = await Promise.all([
  recognizer.read(tap, { models: ['lenet'] }),
  recognizer.read(tap, { models: ['lenet'] }),
  other.read(tap, { models: ['lenet'] }),
  other.read(tap, { models: ['lenet'], signal: AbortSignal.abort() }),
]);
found.superseded = readings.map(({ isSuperseded, answers }) => [isSuperseded, Object.keys(answers)]);
found.verdict = readings[1].answers.lenet;
found.isShared = other.models === recognizer.models;

// What is small, or could not be read otherwise, needs no engine.
const seven = { width: 280, height: 280, strokes: [{ points: [[80, 60], [200, 60], [120, 220]], width: 18 }] };
found.withoutEngine = (await idle.read(seven, { models: ['cnn_tiny'] })).answers.cnn_tiny;
await without('WebAssembly', async () => {
  const plain = await openRecognizer({ src: `${good}/models`, engine: `${good}/none/` });
  await note('no WebAssembly', plain.load(['svm']));
  found.withoutWebAssembly = (await plain.read(seven, { models: ['cnn'] })).answers.cnn;
});
process.stdout.write(JSON.stringify(found), () => process.exit(0));
