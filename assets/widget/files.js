// Fetches the files of a bundle, checks that each is the one that the manifest names, and keeps them by their SHA-256.

/** @typedef {{ path: string, sha256: string, bytes: number }} BundledFile */

import { EngineError, reasonOf } from './errors.js';

const CACHE = 'digit-recognizer';
// No host of this name can exist: these addresses only name what is kept.
const KEPT = 'https://digit-recognizer.invalid/sha256/';

/** @param {string} sha256 in hexadecimal @returns {Uint8Array<ArrayBuffer>} */
function bytesOfHex(sha256) {
  return Uint8Array.from(sha256.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {BufferSource} content */
async function sha256Of(content) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether content is what the manifest names; where a page may not compute a digest, `fetch` has compared it. @param {ArrayBuffer} content @param {BundledFile} file */
async function isIntact(content, file) {
  return !globalThis.crypto?.subtle || (await sha256Of(content)) === file.sha256;
}

/** @returns {Promise<Cache | null>} what the browser keeps files in; null where a page may keep none */
async function openCache() {
  try {
    return globalThis.caches ? await caches.open(CACHE) : null;
  } catch {
    return null;
  }
}

/** @param {Cache | null} cache @param {BundledFile} file @returns {Promise<ArrayBuffer | null>} */
async function keptContent(cache, file) {
  try {
    const response = await cache?.match(KEPT + file.sha256);
    const content = (await response?.arrayBuffer()) ?? null;
    return content && (await isIntact(content, file)) ? content : null;
  } catch {
    return null;
  }
}

/** @param {Cache | null} cache @param {BundledFile} file @param {ArrayBuffer} content */
async function keep(cache, file, content) {
  try {
    await cache?.put(KEPT + file.sha256, new Response(content));
  } catch {
    // Without room for it, it is fetched again the next time.
  }
}

/** Fetches an address. @param {string} url @param {RequestInit} [options] */
export async function fetchFrom(url, options) {
  let response;
  try {
    // A copy that the browser kept may be of an earlier release.
    response = await fetch(url, { cache: 'no-cache', ...options });
  } catch (error) {
    const doubt = options?.integrity ? ', or is not the file that the manifest names' : '';
    throw new EngineError('blocked', `${url} could not be fetched${doubt}: ${reasonOf(error)}. Check the connection and what may block the file, or ask a server.`, error);
  }
  if (response.ok) return response;
  throw new EngineError('blocked', `${url} could not be fetched: the server answered ${response.status}. Check the address of the models, or ask a server.`);
}

/** @param {string} src @param {BundledFile} file @returns {Promise<ArrayBuffer>} */
async function download(src, file) {
  const url = new URL(file.path, src).href;
  const integrity = `sha256-${btoa(String.fromCharCode(...bytesOfHex(file.sha256)))}`;
  const response = await fetchFrom(url, globalThis.crypto?.subtle ? {} : { integrity });
  const content = await response.arrayBuffer();
  if (await isIntact(content, file)) return content;
  const found = await sha256Of(content);
  throw new EngineError(
    'damaged',
    `${url} is not the file that the manifest names: SHA-256 ${found.slice(0, 12)}… instead of ${file.sha256.slice(0, 12)}…. Put the bundle there again, or ask a server.`,
  );
}

/** Returns a file's content, checked: from what the browser keeps, else from the folder `src`. @param {string} src @param {BundledFile} file @returns {Promise<ArrayBuffer>} */
export async function readFile(src, file) {
  const cache = await openCache();
  const kept = await keptContent(cache, file);
  if (kept) return kept;
  const content = await download(src, file);
  await keep(cache, file, content);
  return content;
}

/** Forgets kept files that a bundle does not name: those of earlier releases. @param {BundledFile[]} files */
export async function forgetAllBut(files) {
  const wanted = new Set(files.map((file) => KEPT + file.sha256));
  const cache = await openCache();
  try {
    const kept = (await cache?.keys()) ?? [];
    await Promise.all(kept.filter(({ url }) => !wanted.has(url)).map((request) => cache?.delete(request)));
  } catch {
    // They only take room.
  }
}
