// Asks the models in the visitor's browser about what is drawn, as page/questions.js asks a server, and tells the page
// 'answered' {way, value, picture, isLast} in the same words. What rests is read again when further models have come.

digits.asker ??= (way, _answer, part) => {
  const freshness = digits.freshness(way, part);
  let last = { number: 0, question: /** @type {Question} */ ({ picture: '' }) };
  /** What was told last, and of which question. @type {{ number: number, value: Value }} */
  let told = { number: 0, value: { state: 'idle' } };
  let underWay = 0;
  /** Whether models have come since it was read. */
  let isDue = false;

  function tell(value, { number, question }) {
    told = { number, value };
    freshness.answered(number);
    digits.emit('answered', { way, value, picture: question.picture, isLast: number === last.number });
  }

  async function read() {
    const asked = last;
    underWay += 1;
    isDue = false;
    // Should the worker end, its models are fetched anew, and what rests is read then.
    const value = await digits.models.read(asked.question.picture).catch(() => null);
    underWay -= 1;
    if (value && asked.number >= told.number) tell(value, asked);
    else if (digits.models.fault() && asked === last) tell({ state: 'error' }, asked);
    readAgain();
  }

  function readAgain() {
    if (isDue && last.question.picture && !underWay) read();
  }

  /** @param {Question} question */
  function ask(question) {
    last = { number: last.number + 1, question };
    freshness.asked(last.number);
    if (question.picture) read();
    else tell({ state: 'idle' }, last);
  }

  // What was asked last stands: who has begun anew since, at the end of a stroke, learns what the answer was.
  function unchanged() {
    freshness.unchanged();
    const asked = last;
    if (told.number === asked.number) queueMicrotask(() => tell(told.value, asked));
  }

  digits.on('models', () => {
    isDue = true;
    readAgain();
  });
  return { ask, again: () => queueMicrotask(() => tell(told.value, last)), changed: freshness.changed, unchanged, isBusy: () => underWay > 0 };
};
