// Asks the models in the visitor's browser about what is drawn, as page/questions.js asks a server, and tells the page
// 'answered' {way, value, picture, isLast} in the same words. What rests is read again when further models have come.

digits.answering ??= (_ask, _part, work) => /** @type {Answer} */ ((question) => digits.models.ask(question, work));

digits.asker ??= (way, answer, part) => {
  // The pad names nobody to ask.
  const ask = answer ?? digits.answering(undefined, part);
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
    const value = await ask(asked.question).catch(() => null);
    underWay -= 1;
    if (value && asked.number >= told.number) tell(value, asked);
    else if (digits.models.fault() && asked === last) tell({ state: 'error' }, asked);
    readAgain();
  }

  // Why an answer is given depends on its own model alone.
  function readAgain() {
    const isWhole = told.number === last.number && !told.value.predictions;
    if (isDue && last.question.picture && !underWay && !isWhole) read();
  }

  /** @param {Question} question */
  function askAbout(question) {
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
  return { ask: askAbout, again: () => queueMicrotask(() => tell(told.value, last)), changed: freshness.changed, unchanged, isBusy: () => underWay > 0 };
};
