// The component as a field of a form: what it sends, whether that will do, and why not.

/** @import { Words } from './words.js' */

/**
 * @typedef {{ hasInk: boolean, isPending: boolean, isRequired: boolean, value: string, isDigit: boolean | null, failure: string }} Field
 */

/**
 * What is wrong with the field, as the browser tells it to forms, and in words; no flag where all is well.
 *
 * @param {Field} field
 * @param {Words} words
 * @returns {[ValidityStateFlags, string]}
 */
export function faultOf({ hasInk, isPending, isRequired, value, isDigit, failure }, words) {
  if (isPending) return [{ customError: true }, words.text('widget_reading')];
  if (hasInk && isDigit === false) return [{ badInput: true }, words.text('not_a_digit')];
  if (!isRequired || value) return [{}, ''];
  return failure ? [{ customError: true }, failure] : [{ valueMissing: true }, words.text('widget_required')];
}
