// Who answers what the pad for digits asks: first the server, for it is there at once. Meanwhile, once it has answered, or
// is late, or does not answer, engine and models are fetched into this browser (page/local.js), which answers from then on:
// then the pad asks nobody. Where the browser cannot, or its visitor saves data, the server goes on as before.
// The address may say otherwise: `?engine=server` or `?engine=browser` alone. Where there is no server to `ask`, the
// browser is alone, too.

digits.answering ??= (ask, part) => {
  const { local } = digits;
  const LATE_MS = 2000;
  const wanted = new URLSearchParams(location.search).get('engine');
  /** Whether engine and models are there. */
  let isReady = false;
  /** @type {(value?: unknown) => void} */
  let begin = () => {};
  // Resolves when all is there; rejects where it cannot be had.
  const ready = new Promise((resolve) => {
    begin = resolve;
  }).then(prepare);
  // Who waits for it hears of it.
  ready.catch(() => {});

  async function prepare() {
    await local.open(digits.elements.address(part));
    isReady = true;
  }

  /** The strokes are for this browser alone. @type {Answer} */
  async function askServer({ strokes, ...question }) {
    const value = await ask?.(question);
    // Gradio resolves with undefined where the request failed.
    if (!value?.state) throw new Error('The server did not answer.');
    return value;
  }

  /** @type {Answer} */
  async function askBrowser(question) {
    await local.open(digits.elements.address(part));
    return local.answer(question);
  }

  /** @type {Answer} */
  async function askBoth(question) {
    if (isReady) {
      return local.answer(question).catch(() => {
        isReady = false;
        return askServer(question);
      });
    }
    const late = setTimeout(begin, LATE_MS);
    let isAnswered = false;
    const asked = askServer(question).then((value) => {
      isAnswered = true;
      return value;
    });
    asked.then(begin, begin).finally(() => clearTimeout(late));
    // Once all is there, what the server has answered long ago is not read again.
    const read = ready.then(() => (isAnswered ? asked : local.answer(question)));
    return Promise.any([asked, read]);
  }

  // Another site's page starts no worker of ours.
  const canReadHere = digits.isOwnPage() && window.digitModules.device.canReadHere();
  if (!ask || wanted === 'browser') return askBrowser;
  return wanted === 'server' || !canReadHere ? askServer : askBoth;
};
