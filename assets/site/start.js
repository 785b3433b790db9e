// Puts up the parts one after another, as Gradio does: `parts` says where each stands and what it holds, `scripts` what runs it.

parts.forEach(({ id, script, props }) => {
  const element = document.querySelector(`#${id} > .html-container`);
  // No part of this page asks a server.
  scripts[script](element, props, {});
});
