// What was read as a number, in a sentence.

digits.numbers ??= (() => {
  // What is no digit is the least certain, whichever digit it looks most like.
  function byCertainty(read) {
    return read.toSorted((a, b) => Number(a.is_digit === false) - Number(b.is_digit === false) || b.confidence - a.confidence);
  }

  function summarise({ text, digits: read }) {
    const order = byCertainty(read);
    const [surest, weakest] = [order[0], order.at(-1)];
    const [most, least] = [surest, weakest].map(({ confidence }) => digits.percent(confidence));
    const values = { number: text.replaceAll('\n', ' / '), weakest: weakest.label, least };
    if (surest.is_digit === false) return digits.text('number_reads_none', values);
    if (read.length === 1) return digits.text('number_reads_one', values);
    if (weakest.is_digit === false) return digits.text('number_reads_doubt', values);
    return digits.text(most === least ? 'number_reads_even' : 'number_reads', values);
  }

  return { byCertainty, summarise };
})();
