// Who answers what the pad for digits asks, and what is asked of a drawing on it, `work`: first the server, for it is there at once. Meanwhile, once it has answered, or
// is late, or does not answer, engine and models are fetched into this browser (page/local.js), which answers from then on:
// then the pad asks nobody. Where the browser cannot, or its visitor saves data, the server goes on as before.
// The address may say otherwise: `?engine=server` or `?engine=browser` alone. Where there is no server to `ask`, the
// browser is alone, too.

digits.answering ??= (ask, part, work = 'answer') => {
  const { local } = digits;
  const LATE_MS = 2000;
  const wanted = new URLSearchParams(location.search).get('engine');
  /** Whether this browser could not do what it was asked, though engine and models were there. */
  let hasFailed = false;
  /** @type {(value?: unknown) => void} */
  let begin = () => {};
  // Resolves when all is there; rejects where it cannot be had.
  const ready = new Promise((resolve) => {
    begin = resolve;
  }).then(() => local.open(digits.elements.address(part)));
  // Who waits for it hears of it.
  ready.catch(() => {});

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
    return local.answer(question, work);
  }

  /** @type {Answer} */
  async function askBoth(question) {
    if (local.isOpen() && !hasFailed) {
      return local.answer(question, work).catch(() => {
        hasFailed = true;
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
    const read = ready.then(() => (isAnswered ? asked : local.answer(question, work)));
    return Promise.any([asked, read]);
  }

  // Another site's page starts no worker of ours.
  const canReadHere = digits.isOwnPage() && window.digitModules.device.canReadHere();
  if (!ask || wanted === 'browser') return askBrowser;
  return wanted === 'server' || !canReadHere ? askServer : askBoth;
};
