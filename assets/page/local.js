// The visitor's own browser as who answers: a worker (widget/worker.js), so that the pen never waits, which reads with the
// models that lie beside it. It knows no server. `open(address)` fetches engine and models, once; when they are there, it
// `isOpen()`, and `answer(question, work)` answers as the server's function of that name does, of the strokes: 'answer',
// 'explain' or 'turn'. What cannot be had rejects, and is tried anew when `open` is called again.

digits.local ??= (() => {
  /** @type {Conversation | null} */
  let reader = null;
  /** @type {Promise<void> | null} */
  let opening = null;
  let isHere = false;

  function forget() {
    reader = opening = null;
    isHere = false;
  }

  async function openAnew(address) {
    const begun = digits.conversation(`${address}/widget/worker.js`, 'The worker that reads could not be loaded.', forget);
    reader = begun;
    try {
      await begun.call('open');
      isHere = true;
    } catch (error) {
      forget();
      begun.close(/** @type {Error} */ (error));
      throw error;
    }
  }

  /** @param {string} address the app's, without a slash at its end */
  function open(address) {
    opening ??= openAnew(address);
    return opening;
  }

  /** @param {Question} question @param {Work} [work] @returns {Promise<Value>} */
  async function answer(question, work = 'answer') {
    if (!reader) throw new Error('Open it before anything is asked.');
    return reader.call(work, { question });
  }

  return { open, isOpen: () => isHere, answer };
})();
