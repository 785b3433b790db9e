// How what a way in shows relates to what is drawn: 'fresh', an answer to it; 'old', to an earlier drawing; 'waiting', the
// answer is long in coming; 'away', no server answers. The way in that is in front writes it on the app's element as
// data-freshness, so that styles can quieten what is no answer. While the server lets one wait, a line on the drawing
// itself says so, or wherever else `part` has room for it.

digits.freshness ??= (way, part) => {
  // A quick answer comes before that: nothing flickers.
  const OLD_AFTER_MS = 120;
  // While the pen moves, answers that come later than this after their question leave the mark as it is.
  const STAYS_OLD_ABOVE_MS = 40;
  const WAITING_AFTER_MS = 2000;
  const line = digits.elements.create('p', 'waiting-line');
  /** What was asked and is not answered, in order, each with when the ink first changed after it. */
  let questions = [{ number: 0, askedAt: 0, changedAt: 0 }];
  let isAway = false;
  // The text that says more than what the answers themselves say of a server that is away.
  let failure = '';
  /** @type {Freshness} */
  let shown = 'fresh';
  let timer = 0;

  function isInFront() {
    return (digits.elements.mode(part) ?? way) === way;
  }

  function write() {
    if (isInFront()) digits.elements.container(part).dataset.freshness = shown;
    const surface = part.querySelector('.pad-surface, .picture-surface, .waiting-room');
    if (line.parentNode !== surface) surface?.append(line);
    const key = shown === 'waiting' ? 'waiting_line' : failure;
    digits.setText(line, key && digits.text(key));
  }

  // Since when ink has been waiting for an answer, and since when anything has; 0 for not at all.
  function waitingSince() {
    const changed = questions.find(({ changedAt }) => changedAt)?.changedAt ?? 0;
    return { changed, any: changed || (questions[1]?.askedAt ?? 0) };
  }

  /** @returns {Freshness} */
  function current(now) {
    const { changed, any } = waitingSince();
    if (isAway) return 'away';
    if (any && now - any >= WAITING_AFTER_MS) return 'waiting';
    const room = shown === 'fresh' ? OLD_AFTER_MS : STAYS_OLD_ABOVE_MS;
    return changed && now - changed >= room ? 'old' : 'fresh';
  }

  function update() {
    const now = performance.now();
    const wanted = current(now);
    if (wanted !== shown) {
      shown = wanted;
      write();
    }
    clearTimeout(timer);
    const { changed, any } = waitingSince();
    if (!any || isAway || shown === 'waiting') return;
    const next = changed && shown === 'fresh' ? changed + OLD_AFTER_MS : any + WAITING_AFTER_MS;
    timer = setTimeout(update, Math.max(0, next - now));
  }

  // The ink is no longer what was asked about.
  function changed() {
    const last = questions[questions.length - 1];
    last.changedAt ||= performance.now();
    update();
  }

  // What changed since it was asked about has changed nothing that is to be read.
  function unchanged() {
    questions[questions.length - 1].changedAt = 0;
    update();
  }

  function asked(number) {
    questions.push({ number, askedAt: performance.now(), changedAt: 0 });
    update();
  }

  function answered(number) {
    isAway = false;
    failure = '';
    questions = questions.filter((question) => question.number >= number);
    update();
  }

  function failed(key = '') {
    isAway = true;
    failure = key;
    update();
    write();
  }

  line.setAttribute('role', 'status');
  digits.on('mode', write);
  digits.on('language', write);
  write();
  return { changed, unchanged, asked, answered, failed };
};
