// Keeps the site for times without a network: `SITE.files` is all of it but the models, which the page keeps as it fetches them.
// What is kept is of one release; the next one takes over once no page of this one is open.

const worker = /** @type {any} */ (self);
const PREFIX = 'digits-site-';
const KEPT = PREFIX + SITE.version;
const HOME = 'index.html';
const scope = new URL('./', worker.location.href);
const addresses = new Map(SITE.files.map((file) => [new URL(file, scope).pathname, file]));

async function install() {
  const cache = await caches.open(KEPT);
  // A copy that the browser has may be of an earlier release: the server is asked whether it has changed.
  await cache.addAll(SITE.files.map((file) => new Request(new URL(file, scope), { cache: 'no-cache' })));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== KEPT).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** What was kept under an address, whatever follows its question mark. @param {URL} url */
function fileAt(url) {
  return url.pathname === scope.pathname ? HOME : addresses.get(url.pathname);
}

/** @param {Request} request @param {string} file */
async function answer(request, file) {
  const cache = await caches.open(KEPT);
  return (await cache.match(new URL(file, scope))) ?? fetch(request);
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const file = event.request.method === 'GET' && url.origin === scope.origin ? fileAt(url) : undefined;
  if (file) event.respondWith(answer(event.request, file));
});
