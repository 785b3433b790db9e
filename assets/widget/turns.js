// Who may use the engine, and when the page has its turn.

/** What is under way: graphs run one after the other, whoever asks. @type {Promise<unknown>} */
let underWay = Promise.resolve();

/** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
export function inTurn(work) {
  const result = underWay.then(work);
  underWay = result.catch(() => {});
  return result;
}

/** Lets a worker hear what it was sent meanwhile: `scheduler.yield` would have it go on before that. @returns {Promise<void>} */
function hear() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Lets the page, or the worker, do what is due. @returns {Promise<void>} */
export function breathe() {
  if (!globalThis.document) return hear();
  const { scheduler } = /** @type {any} */ (globalThis);
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => void setTimeout(resolve));
}
