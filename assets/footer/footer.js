// What this is: links, as far as they are known where the app is served, and how to cite it. `props.links` holds the addresses
// by name, `props.citation` the entry without where and when it was read.

const weights = element.querySelector('.about-weights');

Object.entries(props.links).forEach(([name, address]) => {
  const link = element.querySelector(`a.about-${name}`);
  if (address) link.href = address;
  // The name of the weights says enough without a link; of all others only the link does.
  else link.parentElement?.toggleAttribute('hidden', name !== 'weights');
});

function show() {
  weights.textContent = digits.text(props.weights_key, { weights: props.weights });
}

const read = [`url = {${digits.elements.address(element)}}`, `urldate = {${new Date().toISOString().slice(0, 10)}}`];
element.querySelector('pre code').textContent = [...props.citation, ...read.map((line) => `  ${line},`), '}'].join('\n');
digits.translate(element);
digits.on('language', show);
show();
