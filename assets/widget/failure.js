// What goes wrong while a drawing is to be read.

/** What keeps drawings from being read: `code` for programs, the message for those who wrote the page. */
export class ReadingError extends Error {
  /** @param {string} code @param {string} message @param {{ isPassing?: boolean, cause?: unknown }} [more] */
  constructor(code, message, { isPassing = false, cause } = {}) {
    super(message, { cause });
    this.name = 'ReadingError';
    this.code = code;
    /** Whether it is worth trying again. */
    this.isPassing = isPassing;
  }
}

/** @param {unknown} error @returns {ReadingError} */
export function asReadingError(error) {
  if (error instanceof ReadingError) return error;
  const { code, message } = /** @type {{ code?: string, message?: string }} */ (error ?? {});
  return new ReadingError(typeof code === 'string' ? code : 'engine', message ?? String(error), { cause: error });
}
