// Says with the browser's own modules why drawings are read as they are: `node widget_why.mjs ADDRESS < job.json`. ADDRESS serves
// /engine/ and /models/; the job is a list of {work, drawing, model, label}; the answer is a list of {levels, value}, with bytes in
// base64.

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { paint } from '../../assets/widget/painting.js';
import * as reasons from '../../assets/widget/reasons.js';
import { openRecognizer } from '../../assets/widget/recognizer.js';

register('./from_addresses.mjs', import.meta.url);
const [address] = process.argv.slice(2);
const job = JSON.parse(readFileSync(0, 'utf8'));
const recognizer = await openRecognizer({ src: `${address}/models/`, engine: `${address}/engine/` });
const found = [];
for (const { work, drawing, model, label } of job) {
  const value = await reasons[work](recognizer, drawing, { model, label, isOvertaken: () => false });
  found.push({ levels: Buffer.from(Uint8Array.from(paint(drawing).data)).toString('base64'), value });
}
// Heard only once all of it is written: a pipe takes little at once.
process.stdout.write(JSON.stringify(found), () => process.exit(0));
