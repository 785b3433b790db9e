// The engine's program, WebAssembly: what weighs most of all that is fetched, so it is begun with, before what uses it.

import engine from './engine.json' with { type: 'json' };

/** Where the app serves the engine: beside the folder of this module. */
export const ENGINE_FOLDER = new URL('../engine/', import.meta.url).href;

// For hosts that compress nothing, the program lies there compressed.
const GZIP_START = [0x1f, 0x8b];

/** @type {Map<string, Promise<ArrayBuffer>>} */
const fetched = new Map();

/** Unpacks it, unless whoever sent it already had it unpacked. @param {ArrayBuffer} content @returns {Promise<ArrayBuffer>} */
async function unpacked(content) {
  const start = new Uint8Array(content, 0, GZIP_START.length);
  if (GZIP_START.some((byte, place) => start[place] !== byte)) return content;
  return new Response(new Blob([content]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}

/** @param {string} url @returns {Promise<ArrayBuffer>} */
async function download(url) {
  const response = await fetch(url);
  if (response.ok) return unpacked(await response.arrayBuffer());
  throw new TypeError(`the server answered ${response.status}`);
}

/** The folder's address with its closing slash. @param {string} address */
export function folderOf(address) {
  const base = globalThis.document?.baseURI ?? import.meta.url;
  const url = new URL(address, base);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

/** Where the program lies in a folder. @param {string} folder */
export function programIn(folder) {
  return new URL(`${engine.wasm}?${engine.version}`, folderOf(folder)).href;
}

/** Fetches a folder's program, unless that is under way; after a failure, who asks next tries again. @param {string} [folder] by default the app's @returns {Promise<ArrayBuffer>} */
export function fetchProgram(folder = ENGINE_FOLDER) {
  const url = programIn(folder);
  const program = fetched.get(url) ?? download(url);
  if (!fetched.has(url)) {
    fetched.set(url, program);
    program.catch(() => fetched.delete(url));
  }
  return program;
}

/** Forgets a program that is running, or did not start: many megabytes. @param {string} folder */
export function forgetProgram(folder) {
  fetched.delete(programIn(folder));
}
