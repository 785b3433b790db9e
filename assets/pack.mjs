// Lays what the npm package needs beside its package.json, and takes it away again: `node pack.mjs lay`, `node pack.mjs clear`.
// The engine lies in the repository as it is sent; from npm it comes as servers of plain files hand it out.

import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const ENGINE = new URL('engine/', import.meta.url);
const COPIES = { LICENSE: '../LICENSE', 'README.md': '../docs/widget.md' };

const at = (/** @type {string} */ path) => new URL(path, import.meta.url);
const packed = readdirSync(ENGINE).filter((name) => name.endsWith('.br'));

function lay() {
  Object.entries(COPIES).forEach(([name, from]) => copyFileSync(at(from), at(name)));
  packed.forEach((name) => {
    writeFileSync(new URL(basename(name, '.br'), ENGINE), brotliDecompressSync(readFileSync(new URL(name, ENGINE))));
  });
}

function clear() {
  Object.keys(COPIES).forEach((name) => rmSync(at(name), { force: true }));
  packed.forEach((name) => rmSync(new URL(basename(name, '.br'), ENGINE), { force: true }));
}

({ lay, clear })[process.argv[2]]();
