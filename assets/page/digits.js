// What every part of the page shares: the visitor's language, and news from part to part. Loaded once, before any part;
// `window.digitLocales` holds every language's texts, `window.digitModules` what the web component is built from, too.

window.digits ??= ((locales, { wording, language, dom, strokes, links, surface }) => {
  const news = new EventTarget();
  let locale = language.chosenLocale(locales);
  let formats = wording.formatsOf(locale);
  const { text, plural, title, shortTitle } = wording.textsOf(locales, () => locale);

  // The language that a browser's tag stands for; undefined where the page does not speak it.
  function localeOf(tag) {
    return wording.localeOf(tag, locales);
  }

  // What the server said went wrong, which it says in English only.
  function errorText(message) {
    return locale === 'en' && message ? message : text('error_summary');
  }

  function translate(root) {
    // Gradio fixes the direction of every part of the page, whatever the language.
    if (root instanceof Element) root.closest('.block[dir]')?.removeAttribute('dir');
    language.fillTexts(root, text);
  }

  // A page that embeds the app keeps its own language and direction.
  function isOwnPage() {
    return !document.querySelector('gradio-app[src], gradio-app[space]');
  }

  function showLanguage() {
    const roots = [...document.querySelectorAll('.gradio-container')];
    if (isOwnPage()) roots.push(document.documentElement);
    roots.forEach((root) => {
      root.lang = locale;
      root.dir = wording.directionOf(locale);
    });
    if (isOwnPage()) document.title = text('title');
  }

  function setLocale(code) {
    if (!locales[code]) return;
    locale = code;
    formats = wording.formatsOf(code);
    language.keepLocale(code);
    translate(document);
    showLanguage();
    emit('language', code);
  }

  function emit(name, detail) {
    news.dispatchEvent(new CustomEvent(name, { detail }));
  }

  function on(name, listener) {
    news.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
  }

  function ranked(probabilities) {
    return probabilities
      .map((probability, digit) => ({ digit, probability }))
      .sort((a, b) => b.probability - a.probability || a.digit - b.digit);
  }

  /** @type {Shared} */
  const shared = {
    locales: Object.fromEntries(Object.entries(locales).map(([code, texts]) => [code, texts.language_name])),
    get locale() {
      return locale;
    },
    localeOf,
    text,
    plural,
    errorText,
    title,
    shortTitle,
    translate,
    isOwnPage,
    showLanguage,
    setLocale,
    on,
    emit,
    recall: language.recall,
    keep: language.keep,
    ranked,
    setText: dom.setText,
    announcer: wording.announcer,
    strokes,
    links,
    openSurface: surface.openSurface,
    percent: (probability) => formats.percent(probability),
    milliseconds: (value) => text('milliseconds', { value: formats.decimal(value) }),
    prefersStillness: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  // What is still missing, the scripts after this one add.
  return /** @type {Digits} */ (shared);
})(window.digitLocales, window.digitModules);
