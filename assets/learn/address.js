// The part of the address behind #: which stop, with which settings, so that a link shows a class what its teacher sees.

/** @returns {Record<string, string>} */
export function readAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** The address that a set of settings has. @param {Record<string, string | number>} settings */
export function addressOf(settings) {
  const kept = Object.entries(settings).filter(([, value]) => value !== '' && value !== undefined);
  return `#${new URLSearchParams(kept.map(([name, value]) => [name, String(value)]))}`;
}

/** Changes the address in place: only going to another stop is a step to go back from. @param {Record<string, string | number>} settings */
export function writeAddress(settings) {
  history.replaceState(history.state, '', location.pathname + location.search + addressOf(settings));
}

/** A whole number from the address, within bounds. @param {string | undefined} written @param {number} low @param {number} high @param {number} otherwise */
export function wholeWithin(written, low, high, otherwise) {
  const value = written && /^-?\d{1,9}$/.test(written) ? Number(written) : NaN;
  return value >= low && value <= high ? value : otherwise;
}
