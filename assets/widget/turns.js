// Who may use the engine, and when the page has its turn.

/** What is under way: graphs run one after the other, whoever asks. @type {Promise<unknown>} */
let underWay = Promise.resolve();

/** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
export function inTurn(work) {
  const result = underWay.then(work);
  underWay = result.catch(() => {});
  return result;
}

/** Lets the page do what is due. @returns {Promise<void>} */
export function breathe() {
  const { scheduler } = /** @type {any} */ (globalThis);
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => void setTimeout(resolve));
}
