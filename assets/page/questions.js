// Asks the server about what is drawn or shown, and tells the page 'answered' {way, value}. An answer that was overtaken
// by the one to a later question is dropped. Where no server answers, the last question is asked again until one does.

digits.asker ??= (way, answer) => {
  const RETRY_AFTER_MS = 2000;
  /** @type {Value} */
  const AWAY = { state: 'away' };
  let lastAsked = 0;
  let lastAnswered = 0;
  let underWay = 0;

  async function ask(question) {
    lastAsked += 1;
    underWay += 1;
    const number = lastAsked;
    const value = await answer(question).catch(() => AWAY);
    underWay -= 1;
    if (number > lastAnswered) {
      lastAnswered = number;
      digits.emit('answered', { way, value, picture: question.picture, isLast: number === lastAsked });
    }
    if (value !== AWAY) return;
    setTimeout(() => {
      if (number === lastAsked) ask(question);
    }, RETRY_AFTER_MS);
  }

  return { ask, isBusy: () => underWay > 0 };
};
