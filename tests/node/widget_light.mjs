// What a network answers without the engine and in it: `node widget_light.mjs ADDRESS < job.json`. The job is {images, models,
// graphs}, images of 28 x 28 and graphs in base64; the answer is, by model, {light, engine}: every image's Output, and `opened`: which
// of the graphs need no engine.

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { Bundle } from '../../assets/widget/bundle.js';
import { openLight } from '../../assets/widget/light.js';

register('./from_addresses.mjs', import.meta.url);
const [address] = process.argv.slice(2);
const { images, models, graphs } = JSON.parse(readFileSync(0, 'utf8'));
const bytesOf = (text) => new Uint8Array(Buffer.from(text, 'base64'));
const pictures = images.map(bytesOf);

const bundle = await Bundle.open(`${address}/models/`, `${address}/engine/`);
const found = {};
for (const name of models) {
  const light = await openLight(await bundle.content(name));
  found[name] = light && { light: await light.run(pictures), engine: await (await bundle.model(name)).run(pictures) };
}
found.opened = [];
for (const [name, graph] of Object.entries(graphs)) if (await openLight(bytesOf(graph).buffer)) found.opened.push(name);
process.stdout.write(JSON.stringify(found), () => process.exit(0));
