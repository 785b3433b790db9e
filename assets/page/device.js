// What the visitor's device is good for.

// Engine, all models and what they work with fill some 200 MB.
const MIN_MEMORY = 2; // GB, as browsers tell it: in steps, and not all of them

/** Whether its visitor wants as little as possible to be sent. */
export function savesData() {
  return Boolean(navigator.connection?.saveData);
}

/** Whether drawings can be read on it, and may be fetched for that what it takes. */
export function canReadHere() {
  const { deviceMemory = MIN_MEMORY } = navigator;
  return typeof WebAssembly === 'object' && deviceMemory >= MIN_MEMORY && !savesData();
}
