// What the address of /embed asks for: `model`, `k`, `theme` (light or dark), `lang`, and `origin`, the page that is told;
// without it, the one that the browser says holds the frame; `engine` (server or browser), for tests. What it asks in vain
// is handed to `complain`, as a sentence.

/** @import { Props, Words } from './words.js' */

export const THEMES = ['light', 'dark'];
const ENGINES = ['server', 'browser'];
const MAX_QUOTED = 40;

/** @param {string[]} list @returns {(value: string) => string | undefined} */
function oneOf(list) {
  return (value) => list.find((item) => item === value);
}

/** @param {string} url */
function originOf(url) {
  try {
    const { origin, protocol } = new URL(url);
    return ['http:', 'https:'].includes(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Props} props @param {Words} words @param {(sentence: string) => void} complain */
export function readAddress(props, words, complain) {
  const query = new URLSearchParams(location.search);

  /**
   * What the address says of `name`, as `read` understands it: undefined is a fault.
   *
   * @template Meant, Fallback
   * @param {string} name
   * @param {Fallback} fallback
   * @param {(value: string) => Meant | undefined} read
   * @param {string} fault
   * @param {Record<string, unknown>} [values]
   * @returns {Meant | Fallback}
   */
  function asked(name, fallback, read, fault, values = {}) {
    const value = query.get(name);
    if (!value) return fallback;
    const meant = read(value);
    if (meant !== undefined) return meant;
    complain(words.text(fault, { value: value.slice(0, MAX_QUOTED), ...values }));
    return fallback;
  }

  /** @param {string} value */
  function countOf(value) {
    const count = /^\d{1,2}$/.test(value) ? Number(value) : 0;
    return count >= 1 && count <= props.max_k ? count : undefined;
  }

  // An origin that cannot be understood is no leave to tell another page.
  function readAudience() {
    return query.get('origin') ? asked('origin', null, originOf, 'embed_bad_origin') : originOf(document.referrer);
  }

  const title = words.title(props.model);
  const model = asked('model', props.model, oneOf(Object.keys(props.models)), 'embed_bad_model', { title });
  const k = asked('k', props.k, countOf, 'embed_bad_k', { most: props.max_k, count: props.k });
  const theme = asked('theme', null, oneOf(THEMES), 'embed_bad_theme');
  asked('lang', null, words.localeOf, 'embed_bad_lang', { language: words.text('language_name') });
  return { model, k, theme, audience: readAudience(), engine: oneOf(ENGINES)(query.get('engine') ?? '') };
}
