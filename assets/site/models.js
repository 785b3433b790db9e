// The models of this site, which read in the visitor's browser: fetched one after another into a worker (reader.js), so that the
// first answers at once and the others as they come. Tells the page 'models' {here, missing, total, fault}.

digits.models ??= (() => {
  /** Names in the order in which they are fetched. @type {string[]} */
  let wanted = [];
  /** @type {string[]} */
  const here = [];
  /** Why models are not here, by name. @type {Map<string, string>} */
  const missing = new Map();
  let isLoading = false;
  const reader = digits.conversation(new URL('./site/reader.js', document.baseURI).href, 'What reads could not be loaded.', () => {
    here.length = 0;
  });

  // Without a single model, why.
  function fault() {
    return here.length ? '' : ([...missing.values()][0] ?? '');
  }

  function tell() {
    digits.emit('models', { here: [...here], missing: [...missing.keys()], total: wanted.length, fault: fault() });
  }

  /** @param {string} name */
  async function fetchModel(name) {
    try {
      await reader.call('load', { name });
      missing.delete(name);
      here.push(name);
    } catch (error) {
      missing.set(name, /** @type {Error} */ (error).message);
    }
    tell();
  }

  // Fetches what is not here.
  async function load() {
    if (isLoading) return;
    isLoading = true;
    for (const name of wanted.filter((wish) => !here.includes(wish))) await fetchModel(name);
    isLoading = false;
  }

  /** @param {string} picture a data URL @returns {Promise<ImageData>} */
  async function pixelsOf(picture) {
    const image = new Image();
    image.src = picture;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const sheet = digits.strokes.sheetOf(digits.elements.newCanvas(width, height));
    sheet.drawImage(image, 0, 0);
    return sheet.getImageData(0, 0, width, height);
  }

  /** @param {Question} question @returns {Promise<Value | null>} null where a later drawing came in, or no model is here */
  async function read({ picture }) {
    if (!here.length) return null;
    return reader.call('read', { pixels: await pixelsOf(picture), models: [...here], picture });
  }

  /** @param {Question} question @param {Work} [work] @returns {Promise<Value | null>} */
  async function ask(question, work = 'answer') {
    if (work === 'answer') return read(question);
    return reader.call(work, { question }).catch(({ message }) => ({ state: 'error', message }));
  }

  addEventListener('online', load);
  return {
    start(names) {
      wanted = names;
      load();
    },
    load,
    ask,
    fault,
  };
})();
