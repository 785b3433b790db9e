// The visitor's own browser as who answers: a worker (widget/worker.js), so that the pen never waits, which reads with the
// models that lie beside it. It knows no server. `open(address)` fetches engine and models, once; then `answer(question)`
// answers as the server's function does, of the strokes. What cannot be had rejects, and is tried anew when `open` is called
// again.

digits.local ??= (() => {
  /** @type {Map<number, { resolve(value: any): void, reject(reason: Error): void }>} */
  const underWay = new Map();
  let count = 0;
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Promise<void> | null} */
  let opening = null;

  /** @param {Error} reason */
  function close(reason) {
    worker?.terminate();
    worker = opening = null;
    underWay.forEach(({ reject }) => reject(reason));
    underWay.clear();
  }

  /** @param {MessageEvent} message */
  function take({ data: { number, value, error } }) {
    const asked = underWay.get(number);
    underWay.delete(number);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(value);
  }

  /** @param {string} address the app's, without a slash at its end */
  function start(address) {
    worker = new Worker(`${address}/widget/worker.js`, { type: 'module' });
    worker.addEventListener('message', take);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      close(new Error(event.message || 'The worker that reads could not be loaded.'));
    });
  }

  /** @param {string} work @param {Question} [question] @returns {Promise<any>} */
  function call(work, question) {
    return new Promise((resolve, reject) => {
      if (!worker) return reject(new Error('Open it before anything is asked.'));
      count += 1;
      underWay.set(count, { resolve, reject });
      worker.postMessage({ number: count, work, question });
    });
  }

  async function openAnew(address) {
    try {
      start(address);
      return await call('open');
    } catch (error) {
      close(/** @type {Error} */ (error));
      throw error;
    }
  }

  /** @param {string} address */
  function open(address) {
    opening ??= openAnew(address);
    return opening;
  }

  return { open, answer: (question) => call('answer', question) };
})();
