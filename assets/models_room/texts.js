// How the room writes figures and names, in the visitor's language.

import { locale, text } from '../room/room.js';

/** @param {Intl.NumberFormatOptions} options */
function formatter(options) {
  // Latin numerals in every language, as on the page that draws.
  return new Intl.NumberFormat(numberTag(), options);
}

export function numberTag() {
  return `${locale()}-u-nu-latn`;
}

/** @param {number | null | undefined} share @param {number} [digits] */
export function share(share, digits = 2) {
  if (share == null) return '–';
  return formatter({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: 'trunc' }).format(share);
}

/** @param {number | null | undefined} value */
export function count(value) {
  return value == null ? '–' : formatter({ maximumFractionDigits: 0 }).format(value);
}

/** @param {number | null | undefined} value @param {number} [digits] */
export function significant(value, digits = 2) {
  return value == null ? '–' : formatter({ maximumSignificantDigits: digits }).format(value);
}

/** @param {number | null | undefined} value */
export function milliseconds(value) {
  return value == null ? '–' : text('models_ms', { value: significant(value) });
}

/** @param {number | null | undefined} bytes */
export function size(bytes) {
  if (bytes == null) return '–';
  return bytes >= 1e6 ? text('models_mb', { value: significant(bytes / 1e6, 3) }) : text('models_kb', { value: count(bytes / 1e3) });
}

/** @param {number | null | undefined} seconds */
export function duration(seconds) {
  if (seconds == null) return '–';
  if (seconds < 90) return text('models_seconds', { value: significant(seconds) });
  return seconds < 5400 ? text('models_minutes', { value: count(seconds / 60) }) : text('models_hours', { value: significant(seconds / 3600) });
}

/** A text of the room by a name that data has; the name itself where no language has one. @param {string} kind @param {string} name */
export function named(kind, name) {
  const key = `models_${kind}_${name}`;
  const words = text(key);
  return words === key ? name.replaceAll('_', ' ') : words;
}
