/**
 * Why the browser cannot read:
 * `no-webassembly`: it has none, or it is switched off · `engine`: the engine could not be fetched or started · `blocked`: a
 * file of the bundle could not be fetched · `damaged`: a file is not the one that the manifest names · `unknown-model`: the
 * manifest names no such model · `drawing`: what was to be read is no drawing on a clean canvas · `options`: it was asked
 * for what cannot be. After all but the last and `unknown-model`, a server may be asked instead.
 * @typedef {'no-webassembly' | 'engine' | 'blocked' | 'damaged' | 'unknown-model' | 'drawing' | 'options'} EngineErrorCode
 */

/** Says in one sentence what happened and what to do, and in `code` what kind of failure it is. */
export class EngineError extends Error {
  /** @param {EngineErrorCode} code @param {string} message @param {unknown} [cause] */
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'EngineError';
    this.code = code;
  }
}

/** The first line of an error's message. @param {unknown} error */
export function reasonOf(error) {
  return String(error instanceof Error ? error.message : error).split('\n')[0];
}
