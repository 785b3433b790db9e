// Lays what the npm package needs beside its package.json, and takes it away again: `node pack.mjs lay`, `node pack.mjs clear`.
// In the repository the component is many small modules, and the engine lies as it is sent; from npm come three small scripts,
// and the engine as servers of plain files hand it out.

import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const COPIES = { LICENSE: '../LICENSE', 'README.md': '../docs/widget.md' };
const SCRIPTS = at('dist');
const ENGINE = readdirSync(at('engine')).filter((name) => name.endsWith('.br'));

// As deep below the package as the modules are: what they find beside themselves, they still find.
async function bundle() {
  const { build } = createRequire(at('../tests/node/package.json'))('esbuild');
  await build({
    entryPoints: [at('widget/digit-pad.js')],
    outdir: SCRIPTS,
    chunkNames: '[name]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
  });
}

async function lay() {
  await bundle();
  Object.entries(COPIES).forEach(([name, from]) => copyFileSync(at(from), at(name)));
  ENGINE.forEach((name) => writeFileSync(at(`engine/${basename(name, '.br')}`), brotliDecompressSync(readFileSync(at(`engine/${name}`)))));
}

function clear() {
  const laid = [...Object.keys(COPIES).map(at), SCRIPTS, ...ENGINE.map((name) => at(`engine/${basename(name, '.br')}`))];
  laid.forEach((path) => rmSync(path, { force: true, recursive: true }));
}

await { lay, clear }[process.argv[2]]();
