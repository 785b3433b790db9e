// What a network answers without the engine and in it: `node widget_light.mjs ADDRESS < job.json`. The job is {images, models}, each
// image 28 x 28 in base64; the answer is, by model, {light, engine}: every image's Output.

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { Bundle } from '../../assets/widget/bundle.js';
import { openLight } from '../../assets/widget/light.js';

register('./from_addresses.mjs', import.meta.url);
const [address] = process.argv.slice(2);
const { images, models } = JSON.parse(readFileSync(0, 'utf8'));
const pictures = images.map((image) => new Uint8Array(Buffer.from(image, 'base64')));

const bundle = await Bundle.open(`${address}/models/`, `${address}/engine/`);
const found = {};
for (const name of models) {
  const light = await openLight(await bundle.content(name));
  found[name] = light && { light: await light.run(pictures), engine: await (await bundle.model(name)).run(pictures) };
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
