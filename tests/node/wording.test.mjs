// What is said, and in which words, has one home for the page, the rooms, the web component and /embed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { textsOf } from '../../assets/page/wording.js';

const LOCALES = {
  en: { stars_one: '{count} star', stars_other: '{count} stars', only: 'English', short_cnn: 'CNN' },
  ar: { stars_two: 'نجمتان', stars_other: '{count} نجوم', model_cnn: 'شبكة' },
};
const CNN = { name: 'cnn', title: 'A network' };

test('a text is in the language that is shown, in the form that its number asks for', () => {
  let locale = 'en';
  const { text, plural, title, shortTitle } = textsOf(LOCALES, () => locale);
  assert.deepEqual([plural('stars', 1), plural('stars', 3), title(CNN), shortTitle(CNN)], ['1 star', '3 stars', 'A network', 'CNN']);
  locale = 'ar';
  // Of one the language has no form of its own here; English has.
  assert.deepEqual([plural('stars', 2), plural('stars', 1)], ['نجمتان', '1 نجوم']);
  assert.deepEqual([text('only'), text('nowhere'), title(CNN), shortTitle(CNN)], ['English', 'nowhere', 'شبكة', 'CNN']);
});

test('nobody else chooses a text', () => {
  for (const name of ['page/digits.js', 'room/room.js', 'embed/words.js', 'widget/words.js']) {
    const code = readFileSync(new URL(`../../assets/${name}`, import.meta.url), 'utf8');
    assert.doesNotMatch(code, /PluralRules|\[FALLBACK\]|`model_/, name);
  }
});
