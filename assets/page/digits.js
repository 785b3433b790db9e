// What every part of the page shares: the visitor's language, and news from part to part. Loaded once, before any part;
// `window.digitLocales` holds every language's texts.

window.digits ??= ((locales) => {
  const FALLBACK = 'en';
  const RIGHT_TO_LEFT = ['ar'];
  const KEPT_LOCALE = 'digits-locale';
  // Never rounded up, and never 100 %: no model is certain.
  const MAX_SHOWN = 0.9999;
  const ANNOUNCE_AFTER_MS = 900;
  const news = new EventTarget();
  let locale = chosenLocale();
  let formats = makeFormats();

  // A visitor's storage may be closed to us, as in a frame of another site.
  function recall(key, area = 'localStorage') {
    try {
      return window[area].getItem(key);
    } catch {
      return null;
    }
  }

  function keep(key, value, area = 'localStorage') {
    try {
      window[area].setItem(key, value);
    } catch {
      // Then it holds until the page is left.
    }
  }

  function chosenLocale() {
    const asked = new URLSearchParams(location.search).get('lang');
    const wanted = [asked, recall(KEPT_LOCALE), ...navigator.languages].filter(Boolean);
    return wanted.map(localeOf).find(Boolean) ?? FALLBACK;
  }

  // The language that a browser's tag stands for; undefined where the page does not speak it.
  function localeOf(tag) {
    // Browsers say nb or nn for what the page calls no.
    const code = tag.toLowerCase().split('-')[0].replace(/^n[bn]$/, 'no');
    return Object.hasOwn(locales, code) ? code : undefined;
  }

  function makeFormats() {
    // Latin numerals in every language: they are what visitors write.
    const tag = `${locale}-u-nu-latn`;
    const decimals = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
    return {
      percent: new Intl.NumberFormat(tag, { style: 'percent', roundingMode: 'trunc', ...decimals(1) }),
      decimal: new Intl.NumberFormat(tag, decimals(2)),
    };
  }

  function text(key, values = {}) {
    const template = locales[locale][key] ?? locales[FALLBACK][key] ?? key;
    return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  // A text that depends on how many: `key_one`, `key_other`, and what else the language tells apart.
  function plural(key, count, values = {}) {
    const form = `${key}_${new Intl.PluralRules(locale).select(count)}`;
    return text(form in locales[locale] ? form : `${key}_other`, { count, ...values });
  }

  // What the server said went wrong, which it says in English only.
  function errorText(message) {
    return locale === 'en' && message ? message : text('error_summary');
  }

  // A model's title, and every other text that the weights bring, is English unless a language has its own.
  function title(model) {
    return locales[locale][`model_${model.name}`] ?? model.title;
  }

  // For where there is little room.
  function shortTitle(model) {
    const key = `short_${model.name}`;
    return locales[locale][key] ?? locales[FALLBACK][key] ?? title(model);
  }

  // `data-text` names the text that an element shows; `data-label`, its name for screen readers, and a button's tooltip.
  function translate(root) {
    // Gradio fixes the direction of every part of the page, whatever the language.
    if (root instanceof Element) root.closest('.block[dir]')?.removeAttribute('dir');
    root.querySelectorAll('[data-text]').forEach((part) => {
      part.textContent = text(part.dataset.text);
    });
    root.querySelectorAll('[data-label]').forEach((part) => {
      part.setAttribute('aria-label', text(part.dataset.label));
      if (part.matches('button')) part.title = text(part.dataset.label);
    });
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
      root.dir = RIGHT_TO_LEFT.includes(locale) ? 'rtl' : 'ltr';
    });
    if (isOwnPage()) document.title = text('title');
  }

  // A link's language holds until the visitor chooses another, for a reload too.
  function forgetAskedLocale() {
    const address = new URL(location.href);
    if (!address.searchParams.has('lang')) return;
    address.searchParams.delete('lang');
    history.replaceState(history.state, '', address);
  }

  function setLocale(code) {
    if (!locales[code]) return;
    locale = code;
    formats = makeFormats();
    keep(KEPT_LOCALE, code);
    forgetAskedLocale();
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

  // What stays the same is left alone: the browser then need not lay it out again.
  function setText(part, words) {
    if (part.textContent !== words) part.textContent = words;
  }

  // Returns what tells screen readers, once what is shown has come to rest; `words` is asked only then.
  function announcer(status) {
    let timer = 0;
    return (words) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        status.textContent = words();
      }, ANNOUNCE_AFTER_MS);
    };
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
    recall,
    keep,
    ranked,
    setText,
    announcer,
    percent: (probability) => formats.percent.format(Math.min(probability, MAX_SHOWN)),
    milliseconds: (value) => text('milliseconds', { value: formats.decimal.format(value) }),
    prefersStillness: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  // What is still missing, the scripts after this one add.
  return /** @type {Digits} */ (shared);
})(window.digitLocales);
