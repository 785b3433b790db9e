// Who answers what the pad for digits asks: the server, the visitor's own browser, or whoever is there first.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, mock, test } from 'node:test';
import { runInThisContext } from 'node:vm';

const script = readFileSync(new URL('../../assets/page/answering.js', import.meta.url), 'utf8');
const settle = () => new Promise((done) => setImmediate(done));
const QUESTION = { picture: 'data:7', strokes: [{ points: [{ x: 1, y: 2 }], width: 18, erases: false }] };

/** Something that is asked, and answers when it is told to: `asked[n]` is the n-th question. */
function somebody() {
  const asked = [];
  const ask = (question, work) => new Promise((answer, fail) => asked.push({ question, work, answer, fail }));
  return { ask, asked };
}

/** The page's script with a server, and a browser that is opened when the test says so. */
function page({ search = '', canReadHere = true, isOwnPage = true, hasServer = true } = {}) {
  const [server, browser, opening] = [somebody(), somebody(), somebody()];
  globalThis.location = { search };
  globalThis.window = { digitModules: { device: { canReadHere: () => canReadHere } } };
  let isOpen = false;
  const open = (address) => opening.ask(address).then(() => void (isOpen = true));
  const local = { open, isOpen: () => isOpen, answer: browser.ask };
  globalThis.digits = { local, elements: { address: () => '/app' }, isOwnPage: () => isOwnPage };
  runInThisContext(script);
  const answering = (work) => digits.answering(hasServer ? server.ask : undefined, undefined, work);
  return { answer: answering(), answering, server, browser, opening };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('the server answers first, and is sent no strokes; then the browser answers, and the server is asked no more', async () => {
  const { answer, server, browser, opening } = page();
  const first = answer(QUESTION);
  assert.deepEqual(server.asked[0].question, { picture: 'data:7' });
  assert.equal(opening.asked.length, 0, 'nothing is fetched before the first answer');
  server.asked[0].answer({ state: 'answers' });
  assert.deepEqual(await first, { state: 'answers' });
  assert.equal(opening.asked[0].question, '/app');
  opening.asked[0].answer();
  await settle();
  const second = answer(QUESTION);
  browser.asked[0].answer({ state: 'answers', where: 'browser' });
  assert.equal((await second).where, 'browser');
  assert.equal(browser.asked[0].question, QUESTION);
  assert.equal(browser.asked.length, 1, 'what the server has answered is not read again');
  assert.equal(server.asked.length, 1);
});

test('once the browser answers it also says why, and only where it cannot the server does', async () => {
  const { answer, answering, server, browser, opening } = page();
  const explain = answering('explain');
  answer(QUESTION);
  server.asked[0].answer({ state: 'answers' });
  await settle();
  opening.asked[0].answer();
  await settle();
  const explained = explain(QUESTION);
  assert.equal(browser.asked[0].work, 'explain');
  browser.asked[0].answer({ state: 'explained' });
  assert.deepEqual(await explained, { state: 'explained' });
  assert.equal(server.asked.length, 1);
  const again = explain(QUESTION);
  browser.asked[1].fail(new Error('out of memory'));
  await settle();
  assert.deepEqual(server.asked[1].question, { picture: 'data:7' });
  server.asked[1].answer({ state: 'explained' });
  await again;
  answer(QUESTION);
  assert.equal(browser.asked[2].work, 'answer', 'drawings are read here all the same');
});

test('a question that the server keeps waiting is answered by the browser', async () => {
  const { answer, browser, opening } = page();
  const asked = answer(QUESTION);
  mock.timers.tick(2000);
  await settle();
  opening.asked[0].answer();
  await settle();
  browser.asked[0].answer({ state: 'answers', where: 'browser' });
  assert.equal((await asked).where, 'browser');
});

test('a server that does not answer is no answer, and the browser stands in for it', async () => {
  const { answer, server, browser, opening } = page();
  const asked = answer(QUESTION);
  server.asked[0].answer(undefined);
  await settle();
  opening.asked[0].answer();
  await settle();
  browser.asked[0].answer({ state: 'blank' });
  assert.deepEqual(await asked, { state: 'blank' });
});

test('models that cannot be had leave it to the server, and where that is away, too, nobody answers', async () => {
  const { answer, server, opening } = page();
  const first = answer(QUESTION);
  server.asked[0].answer({ state: 'answers' });
  await first;
  opening.asked[0].fail(new Error('blocked'));
  const second = answer(QUESTION);
  server.asked[1].answer({ state: 'answers' });
  assert.deepEqual(await second, { state: 'answers' });
  const third = answer(QUESTION);
  server.asked[2].answer(undefined);
  await assert.rejects(third);
});

test('a browser that fails while it reads gives the question to the server', async () => {
  const { answer, server, browser, opening } = page();
  const first = answer(QUESTION);
  server.asked[0].answer({ state: 'answers' });
  await first;
  opening.asked[0].answer();
  await settle();
  const second = answer(QUESTION);
  browser.asked[0].fail(new Error('out of memory'));
  await settle();
  server.asked[1].answer({ state: 'answers' });
  assert.deepEqual(await second, { state: 'answers' });
  answer(QUESTION);
  assert.equal(server.asked.length, 3);
});

test('a device that cannot, a page of another site, and an address that says so leave it to the server alone', async () => {
  for (const choice of [{ canReadHere: false }, { isOwnPage: false }, { search: '?engine=server' }]) {
    const { answer, server, opening } = page(choice);
    const asked = answer(QUESTION);
    server.asked[0].answer({ state: 'answers' });
    await asked;
    mock.timers.tick(2000);
    await settle();
    assert.equal(opening.asked.length, 0);
  }
});

test('without a server, and where the address says so, the browser is asked alone', async () => {
  for (const choice of [{ hasServer: false }, { search: '?engine=browser', canReadHere: false }]) {
    const { answer, server, browser, opening } = page(choice);
    const asked = answer(QUESTION);
    opening.asked[0].answer();
    await settle();
    browser.asked[0].answer({ state: 'answers', where: 'browser' });
    assert.equal((await asked).where, 'browser');
    assert.equal(server.asked.length, 0);
  }
});
