// The vote of all models, counted and put into words: what stands over the wall is said the same way everywhere.

digits.votes ??= (() => {
  // One line on a phone.
  const MAX_NAMED = 3;
  // As many rows as a phone has room for, of at least so many tiles where there are enough.
  const [MOST_ROWS, SEATS] = [4, 5];

  /** @type {Votes['count']} */
  function count(predictions) {
    const votes = predictions.map(({ model, probabilities }) => {
      const [best] = digits.ranked(probabilities);
      return { model, digit: best.digit, probability: best.probability };
    });
    /** @type {Map<number, {digit: number, count: number, weight: number}>} */
    const groups = new Map();
    votes.forEach(({ digit, probability }) => {
      const group = groups.get(digit) ?? { digit, count: 0, weight: 0 };
      groups.set(digit, { digit, count: group.count + 1, weight: group.weight + probability });
    });
    // Where as many say one digit as another, those that are surer lead.
    const counts = [...groups.values()].sort((a, b) => b.count - a.count || b.weight - a.weight || a.digit - b.digit);
    return { votes, counts, total: votes.length, lead: counts[0]?.digit ?? null };
  }

  /** @type {Votes['isTie']} */
  function isTie({ counts }) {
    return counts.length > 1 && counts[0].count === counts[1].count;
  }

  function listed(parts) {
    return parts.join(`${digits.text('list_separator')} `);
  }

  function says({ digit, count: number }) {
    return digits.plural('vote_says', number, { digit });
  }

  function leadOf(tally) {
    const [first] = tally.counts;
    if (first.count === tally.total) return digits.plural('vote_all', tally.total, { digit: first.digit });
    if (!isTie(tally)) return digits.plural('vote_lead', first.count, { digit: first.digit, total: tally.total });
    return digits.text('vote_tie');
  }

  function restOf(tally) {
    const others = isTie(tally) ? tally.counts : tally.counts.slice(1);
    const named = others.length <= MAX_NAMED ? others : others.slice(0, MAX_NAMED - 1);
    const unnamed = others.slice(named.length).reduce((sum, group) => sum + group.count, 0);
    return listed([...named.map(says), ...(unnamed ? [digits.plural('vote_else', unnamed)] : [])]);
  }

  /** @type {Votes['words']} */
  function words(tally) {
    if (!tally.total) return { lead: '', rest: '' };
    return { lead: leadOf(tally), rest: restOf(tally) };
  }

  /** @type {Votes['sentence']} */
  function sentence(tally) {
    const { lead, rest } = words(tally);
    return rest ? digits.text('vote_sentence', { lead, rest }) : lead;
  }

  /** @type {Votes['rows']} */
  function rows(total) {
    const number = Math.min(MOST_ROWS, Math.ceil(total / SEATS));
    return Array.from({ length: number }, (_, row) => Math.floor((total + row) / number));
  }

  return { count, isTie, words, sentence, rows };
})();
