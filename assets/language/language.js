// The choice of language.

const select = element.querySelector('select');

select.append(...Object.entries(digits.locales).map(([code, name]) => new Option(name, code)));
select.value = digits.locale;
select.addEventListener('change', () => digits.setLocale(select.value));
digits.on('language', (code) => {
  select.value = code;
});
digits.translate(element);
digits.showLanguage();
