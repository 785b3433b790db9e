// Speaks with a worker: `call(work, details)` starts it where it does not run, and resolves with what it answers. When it
// ends, by an error of its own (`whenLost` then hears of it) or by `close(reason)`, all that it was asked rejects.

digits.conversation ??= (address, unloaded, whenLost) => {
  /** @type {Map<number, { resolve(value: any): void, reject(reason: Error): void }>} */
  const underWay = new Map();
  let count = 0;
  /** @type {Worker | null} */
  let worker = null;

  /** @param {Error} reason */
  function close(reason) {
    worker?.terminate();
    worker = null;
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

  function start() {
    const made = new Worker(address, { type: 'module' });
    made.addEventListener('message', take);
    made.addEventListener('error', (event) => {
      event.preventDefault();
      whenLost();
      close(new Error(event.message || unloaded));
    });
    return made;
  }

  return {
    close,
    call: (work, details) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        count += 1;
        underWay.set(count, { resolve, reject });
        worker.postMessage({ number: count, work, ...details });
      }),
  };
};
