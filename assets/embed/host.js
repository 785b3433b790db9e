// The page that holds the frame of /embed. That page, `audience`, and no other is told, by postMessage:
//   {type: 'digit-answer', version: 1, model, label, confidences: [{label, confidence}], is_digit, digit_probability}
//     with each answer; label is null, and so are the last two, while there is none
//   {type: 'digit-size', version: 1, height}: the pixels that the pad and its answer would fill
// and from it are taken {type: 'digit-clear'}, which calls `clear`, and {type: 'digit-theme', theme}, which calls `setTheme`.

/** @import { DigitAnswer } from '../widget/digit-pad.d.ts' */

const VERSION = 1;
const NOTHING = { label: null, confidences: [], is_digit: null, digit_probability: null };

/** @param {DigitAnswer} answer */
function resultOf({ label, confidences, isDigit, digitProbability }) {
  if (label === null) return NOTHING;
  return {
    label: String(label),
    confidences: confidences.map((choice) => ({ label: String(choice.label), confidence: choice.confidence })),
    is_digit: isDigit,
    digit_probability: digitProbability,
  };
}

/**
 * @param {string | null | undefined} audience
 * @param {string} model
 * @param {{ clear(): void, setTheme(theme: unknown): void }} orders
 */
export function newHost(audience, model, { clear, setTheme }) {
  let wasTold = false;
  let lastHeight = 0;

  /** @param {object} message */
  function tell(message) {
    if (audience && window.parent !== window) window.parent.postMessage({ version: VERSION, ...message }, audience);
  }

  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || origin !== audience || !data) return;
    if (data.type === 'digit-clear') clear();
    if (data.type === 'digit-theme') setTheme(data.theme);
  });

  return {
    /** Without an answer: that there is none any more. @param {DigitAnswer | null} answer */
    tellAnswer(answer) {
      const result = answer ? resultOf(answer) : NOTHING;
      const isAnswer = result.label !== null;
      if (isAnswer || wasTold) tell({ type: 'digit-answer', model, ...result });
      wasTold = isAnswer;
    },
    /** @param {number} height */
    tellHeight(height) {
      if (height !== lastHeight) tell({ type: 'digit-size', height });
      lastHeight = height;
    },
  };
}
