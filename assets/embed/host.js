// The page that holds the widget's frame. That page, `audience`, and no other is told, by postMessage:
//   {type: 'digit-answer', version: 1, model, label, confidences: [{label, confidence}], is_digit, digit_probability}
//     with each answer; label is null, and so are the last two, while there is none
//   {type: 'digit-size', version: 1, height}: the pixels that the widget would fill
// and from it are taken {type: 'digit-clear'}, which calls `clear`, and {type: 'digit-theme', theme}, which calls `setTheme`.

digits.host ??= (audience, { clear, setTheme }) => {
  const VERSION = 1;
  let lastLabel = null;
  let lastHeight = 0;

  function tell(message) {
    if (audience && window.parent !== window) window.parent.postMessage({ version: VERSION, ...message }, audience);
  }

  function tellAnswer(model, { label, confidences, is_digit, digit_probability }) {
    if (label !== null || lastLabel !== null) {
      tell({ type: 'digit-answer', model, label, confidences, is_digit, digit_probability });
    }
    lastLabel = label;
  }

  function tellHeight(height) {
    if (height !== lastHeight) tell({ type: 'digit-size', height });
    lastHeight = height;
  }

  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || origin !== audience || !data) return;
    if (data.type === 'digit-clear') clear();
    if (data.type === 'digit-theme') setTheme(data.theme);
  });

  return { tellAnswer, tellHeight };
};
