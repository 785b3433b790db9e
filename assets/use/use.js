// Code to copy, one kind at a time, with the address at which this visitor found the app.

const COPIED_MILLISECONDS = 2000;
const list = element.querySelector('[role="tablist"]');
const panel = element.querySelector('[role="tabpanel"]');
const hint = element.querySelector('.use-hint');
const pre = element.querySelector('pre');
const code = element.querySelector('code');
const copyButton = element.querySelector('.use-copy');
const status = element.querySelector('[role="status"]');
const fills = { url: digits.elements.address(element), script: props.script, model: props.model };
let chosen = props.snippets[0];
let feedback = null;
let timer = null;

function filled(snippet) {
  return snippet.code.replace(/\{\{(\w+)\}\}/g, (whole, name) => fills[name] ?? whole);
}

const tabs = props.snippets.map((snippet) => {
  const tab = document.createElement('button');
  Object.assign(tab, { type: 'button', id: `use-${snippet.id}` });
  tab.setAttribute('role', 'tab');
  tab.setAttribute('aria-controls', panel.id);
  tab.dataset.text = `use_${snippet.id}`;
  tab.addEventListener('click', () => choose(snippet));
  return tab;
});

const bringToFront = digits.elements.tabs(list, tabs, (index) => choose(props.snippets[index]));

function showCopy() {
  copyButton.textContent = digits.text(feedback ?? 'use_copy');
  copyButton.classList.toggle('is-done', feedback === 'use_copied');
}

function show() {
  bringToFront(props.snippets.indexOf(chosen));
  panel.setAttribute('aria-labelledby', `use-${chosen.id}`);
  hint.textContent = digits.text(`use_${chosen.id}_hint`);
  code.textContent = filled(chosen);
  pre.scrollLeft = 0;
  showCopy();
}

function choose(snippet) {
  chosen = snippet;
  feedback = null;
  show();
}

function select() {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

// A frame without the permission to write to the clipboard may still copy what is selected.
async function copy() {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    select();
    return document.execCommand('copy');
  }
}

copyButton.addEventListener('click', async () => {
  const snippet = chosen;
  const isDone = await copy();
  if (snippet !== chosen) return;
  feedback = isDone ? 'use_copied' : 'use_selected';
  showCopy();
  status.textContent = digits.text(feedback);
  clearTimeout(timer);
  timer = setTimeout(() => {
    feedback = null;
    status.textContent = '';
    showCopy();
  }, COPIED_MILLISECONDS);
});

list.append(...tabs);
digits.translate(element);
digits.on('language', show);
show();
