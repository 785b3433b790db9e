// What each challenge asks for. `judge` says how far one drawing gets: {points} of `goal`, and, where a challenge collects
// digits drawing by drawing, the `digit` that this one adds.

digits.challenges ??= (() => {
  const SPLIT_GOAL = 7;
  const DIGITS = 10;

  function isOneStroke(strokes) {
    return strokes.length === 1 && !strokes[0].erases;
  }

  /** @type {ChallengeRule[]} */
  const rules = [
    {
      name: 'split',
      goal: () => SPLIT_GOAL,
      judge: ({ tally }) => ({ points: tally.counts.length }),
    },
    {
      name: 'fool',
      goal: (total) => total,
      // That it is no digit is not the player's word: the detector says it.
      judge: ({ tally, isDigit }) => ({ points: isDigit === false ? tally.counts[0].count : 0 }),
    },
    {
      name: 'stroke',
      goal: () => DIGITS,
      judge({ strokes, tally, isDigit }) {
        const counts = isOneStroke(strokes) && tally.counts.length === 1 && isDigit !== false;
        return counts ? { points: 1, digit: tally.counts[0].digit } : { points: 0 };
      },
    },
  ];

  return rules;
})();
