// Light or dark as the system is, or as the address asks; at once, and whenever that changes.

const system = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  const asked = new URLSearchParams(location.search).get('__theme');
  return asked ? asked === 'dark' : system.matches;
}

function showScheme() {
  document.body.classList.toggle('dark', isDark());
}

system.addEventListener('change', showScheme);
showScheme();
