// Takes the main path of every tab in Firefox, and draws on the web component alone: node firefox.mjs URL FIREFOX PICTURE PAD, of which
// PAD is the address of a page that holds it. Prints what was answered, as JSON.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const puppeteer = require('puppeteer-core');
const [url, executablePath, picture, padUrl] = process.argv.slice(2);
const SEVEN = [[0.25, 0.2], [0.75, 0.2], [0.42, 0.85]];
const ONE_FOUR = [[[0.25, 0.2], [0.25, 0.8]], [[0.65, 0.2], [0.55, 0.55], [0.8, 0.55]], [[0.72, 0.3], [0.72, 0.85]]];

async function draw(page, pad, points) {
  const box = await (await page.waitForSelector(pad)).boundingBox();
  const place = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...place(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...place(point), { steps: 6 });
  await page.mouse.up();
}

async function textOf(page, selector, pattern) {
  await page.waitForFunction(
    (where, wanted) => new RegExp(wanted).test(document.querySelector(where)?.textContent),
    { timeout: 15_000 },
    selector,
    pattern,
  );
  return page.$eval(selector, (part) => part.textContent);
}

async function takePath(page) {
  const seen = {};
  await page.goto(url);
  await draw(page, '#draw-pad .pad-canvas', SEVEN);
  seen.draw = await textOf(page, '.headline-lead', '7');
  await page.click('.share-open:enabled');
  await page.waitForSelector('.share-card[src]');
  seen.card = await page.$eval('.share-card', (card) => card.alt);
  await page.keyboard.press('Escape');
  await page.click('#number-tab');
  for (const points of ONE_FOUR) await draw(page, '#number-pad .pad-canvas', points);
  seen.number = await textOf(page, '.number-summary', '14');
  await page.click('#picture-tab');
  await (await page.$('#picture input[type=file]')).uploadFile(picture);
  seen.picture = await textOf(page, '.headline-lead', '5');
  return seen;
}

async function readOnPad(page) {
  await page.goto(padUrl);
  await draw(page, 'digit-pad >>> .pad-canvas', SEVEN);
  await page.waitForFunction(() => window.read.count, { timeout: 15_000 });
  return page.evaluate(() => window.read.label);
}

// Of a viewport that is set here, Firefox's long-term releases know no screen orientation.
const size = ['--width=1366', '--height=768'];
const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, defaultViewport: null, args: size });
const complaints = [];

async function newPage() {
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return page;
}

try {
  const page = await newPage();
  await page.evaluateOnNewDocument(() => sessionStorage.setItem('digits-begun', '1'));
  const seen = await takePath(page);
  const pad = await readOnPad(await newPage());
  console.log(JSON.stringify({ ...seen, pad, complaints }));
} finally {
  await browser.close();
}
