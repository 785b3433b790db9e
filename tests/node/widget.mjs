// Reads drawings with the browser's own modules: `node widget.mjs ADDRESS < job.json`. ADDRESS serves /engine/ and /models/;
// the job is {drawings, models}; the answer is a list of {levels, reading}, with bytes in base64, and the models.

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { paint } from '../../assets/widget/painting.js';
import { openRecognizer } from '../../assets/widget/recognizer.js';

register('./from_addresses.mjs', import.meta.url);
const [address] = process.argv.slice(2);
const { drawings, models } = JSON.parse(readFileSync(0, 'utf8'));
const inBase64 = (values) => Buffer.from(Uint8Array.from(values)).toString('base64');

const recognizer = await openRecognizer({ src: `${address}/models/`, engine: `${address}/engine/` });
await recognizer.load(models);
const readings = [];
for (const drawing of drawings) {
  const reading = await recognizer.read(drawing, { models, topK: 10 });
  readings.push({ levels: inBase64(paint(drawing).data), reading: { ...reading, image: inBase64(reading.image) } });
}
// Heard only once all of it is written: a pipe takes little at once.
process.stdout.write(JSON.stringify({ models: recognizer.models, readings }), () => process.exit(0));
