// Asks about what is drawn or shown, of the server or of what stands for it (page/answering.js), and tells the page
// 'answered' {way, value, picture, isLast}. An answer that was overtaken by the one to a later question is dropped. Where no server answers, or none in time, the page is told so
// once, and the last question is asked again, at longer and longer intervals, until one does: an answer then comes by itself.
// A server that is busy says in how many seconds to ask again; until then what is shown stays, and says that it takes longer.
// Who answers may give up what a later question superseded: that is no answer, and no failure.
// What has no picture is answered here: nothing is drawn. `models` names those that the page knows.

digits.asker ??= (way, answer, part, models) => {
  const TIMEOUT_MS = 10_000;
  const RETRY_MS = [1000, 2000, 4000, 8000];
  // Browsers hold few connections to one server: those that hang must not keep the next from getting through.
  const MAX_UNDER_WAY = 2;
  const freshness = digits.freshness(way, part);
  /** @type {{ number: number, question: Question } | null} */
  let last = null;
  let count = 0;
  let lastTried = { number: 0, at: 0 };
  let lastAnswered = 0;
  /** What was told last, and of which question. @type {{ number: number, value: Value }} */
  let told = { number: 0, value: { state: 'idle' } };
  let underWay = 0;
  let failures = 0;
  let retryTimer = 0;
  let wasRestarted = false;
  let busyUntil = 0;

  function tell(value, { number, question }) {
    told = { number, value };
    digits.emit('answered', { way, value, picture: question.picture, isLast: number === count });
  }

  function take(value, asked) {
    if (asked.number <= lastAnswered) return;
    if (digits.renewal.isOf(value, models)) return renew();
    failures = 0;
    wasRestarted = false;
    clearTimeout(retryTimer);
    lastAnswered = asked.number;
    freshness.answered(asked.number);
    tell(value, asked);
  }

  function renew() {
    if (!digits.renewal.reload()) freshness.failed('renewed_line');
  }

  // A server that was started anew answers as before, if it is the same app: only if not, the page is loaded anew.
  async function lookForRestart() {
    const isRestarted = await digits.renewal.isRestarted();
    if (!failures || !isRestarted) return;
    if (wasRestarted) renew();
    else tryLast();
    wasRestarted = true;
  }

  // Gradio resolves with undefined where the request failed; what else answers rejects.
  function fail() {
    if (!last || last.number <= lastAnswered) return;
    failures += 1;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(tryLast, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
    if (failures > 1) return void lookForRestart();
    freshness.failed();
    tell({ state: 'away' }, last);
  }

  // Not all at the same moment: they would find the server as busy as before.
  function wait(seconds) {
    const delay = seconds * 1000 * (1 + Math.random() / 2);
    busyUntil = performance.now() + delay;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(tryLast, delay);
  }

  // An answer that comes after its time is still one.
  function send(asked) {
    lastTried = { number: asked.number, at: performance.now() };
    underWay += 1;
    let isOpen = true;
    const close = () => {
      clearTimeout(timer);
      if (isOpen) underWay -= 1;
      isOpen = false;
    };
    const timer = setTimeout(() => {
      close();
      fail();
    }, TIMEOUT_MS);
    answer(asked.question)
      .catch(() => undefined)
      .then((value) => {
        const isInTime = isOpen;
        close();
        if (value?.state === 'superseded') return;
        if (value?.state === 'busy') return wait(value.seconds);
        if (value?.state) take(value, asked);
        else if (isInTime) fail();
        if (last && last.number > lastTried.number && !failures) tryLast();
      });
  }

  function tryLast() {
    if (last && last.number > lastAnswered && underWay < MAX_UNDER_WAY) send(last);
  }

  /** @param {Question} question */
  function ask(question) {
    count += 1;
    last = { number: count, question };
    freshness.asked(count);
    if (!question.picture) take({ state: 'idle' }, last);
    else if (performance.now() < busyUntil) return;
    // While no server answers, one attempt asks about all that was drawn since the one before.
    else if (!failures || performance.now() - lastTried.at > RETRY_MS[0]) tryLast();
  }

  /** @returns {Value} */
  function known() {
    if (failures) return { state: 'away' };
    return told.number === last?.number ? told.value : { state: 'idle' };
  }

  // Another way in was in front since, and its answers stand there: what is known of the last question is told again, once
  // all parts know which way in is in front now.
  function again() {
    queueMicrotask(() => (last ? tell(known(), last) : ask({ picture: '' })));
    tryNow();
  }

  function tryNow() {
    if (failures && !document.hidden) tryLast();
  }

  // What was asked last stands: who has begun anew since, at the end of a stroke, learns what the answer was.
  function unchanged() {
    freshness.unchanged();
    const asked = last;
    if (asked && told.number === asked.number) queueMicrotask(() => tell(told.value, asked));
  }

  addEventListener('online', tryNow);
  document.addEventListener('visibilitychange', tryNow);
  return { ask, again, changed: freshness.changed, unchanged, isBusy: () => underWay > 0 };
};
