// The visitor's own browser as who answers: a worker (widget/worker.js), so that the pen never waits, which reads with the
// models that lie beside it. It knows no server. `open(address)` fetches engine and models, once; then `answer(question)`
// answers as the server's function does, of the strokes. What cannot be had rejects, and is tried anew when `open` is called
// again.

digits.local ??= (() => {
  /** @type {Conversation | null} */
  let reader = null;
  /** @type {Promise<void> | null} */
  let opening = null;

  function forget() {
    reader = opening = null;
  }

  async function openAnew(address) {
    const begun = digits.conversation(`${address}/widget/worker.js`, 'The worker that reads could not be loaded.', forget);
    reader = begun;
    try {
      return await begun.call('open');
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

  /** @type {Answer} */
  async function answer(question) {
    if (!reader) throw new Error('Open it before anything is asked.');
    return reader.call('answer', { question });
  }

  return { open, answer };
})();
