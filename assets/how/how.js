// What happens behind the page; `props.judged` holds how well digits are told from real letters, where that was measured.

const judged = element.querySelector('.judged');

function show() {
  judged.hidden = !props.judged;
  if (!props.judged) return;
  const { passed_characters: passed, refused_digits: refused } = props.judged;
  judged.textContent = digits.text('how_judge_measured', {
    passed: digits.percent(passed),
    refused: digits.percent(refused),
  });
}

digits.translate(element);
digits.on('language', show);
show();
