// What is different here: the models read in the visitor's browser, and no server stands behind the page. Has `props.models`
// fetched in their order, says how far that is and what could not be had, keeps the page for times without a network, and leads
// to `props.full_app`, which reads numbers and photos too.

const progress = element.querySelector('.site-progress');
const full = element.querySelector('.site-full');
const fault = element.querySelector('.site-fault');
const faultText = fault.querySelector('p');
const retry = fault.querySelector('button');
/** @type {{ name: string, title: string }[]} */
const models = props.models;
/** @type {Events['models']} */
let news = { here: [], missing: [], total: models.length, fault: '' };
let isKept = false;
let isKeeping = false;

function progressText() {
  const { here, missing, total } = news;
  if (here.length + missing.length < total) return digits.text('site_loading', { count: here.length, total });
  return digits.text(isKept && !missing.length ? 'site_offline' : 'site_here', { count: here.length });
}

function titles(names) {
  const named = models.filter(({ name }) => names.includes(name)).map(digits.title);
  return named.join(`${digits.text('list_separator')} `);
}

function sayFault() {
  if (location.protocol === 'file:') return digits.text('site_from_disk');
  if (news.fault) return digits.text(typeof WebAssembly === 'object' ? 'site_failed' : 'widget_no_engine');
  if (news.missing.length) return digits.text('site_missing', { names: titles(news.missing) });
  return digits.links.read()?.pad === 'number' ? digits.text('site_number') : '';
}

function show() {
  digits.setText(progress, progressText());
  const words = sayFault();
  digits.setText(faultText, words);
  fault.hidden = !words;
  retry.hidden = !news.fault && !news.missing.length;
}

// The worker keeps the page itself; the models keep themselves as they come.
async function keep() {
  if (isKeeping || !navigator.serviceWorker) return;
  isKeeping = true;
  try {
    await navigator.serviceWorker.register('./worker.js');
    await navigator.serviceWorker.ready;
    isKept = true;
    show();
  } catch {
    // In a frame, or where nothing may be kept: then it needs the network.
  }
}

digits.on('models', (told) => {
  news = told;
  show();
  // What answers first comes before what is for later.
  if (told.here.length) keep();
});
digits.on('language', show);
addEventListener('hashchange', show);
retry.addEventListener('click', digits.models.load);
full.hidden = !props.full_app;
if (props.full_app) full.querySelector('a').href = props.full_app;
digits.translate(element);
show();
digits.models.start(models.map(({ name }) => name));
