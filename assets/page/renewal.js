// When the server comes back as another app: with other models, or with other parts, whose questions it does not know. What
// is drawn outlives a reload, so the page is loaded anew. A page that embeds the app is not ours to reload.

digits.renewal ??= (() => {
  const KEPT_TIME = 'digits-renewed';
  // Two servers behind one address, of which one is older, must not keep the page reloading.
  const REST_MS = 60_000;
  // A server that hangs must not hold one of the browser's few connections to it for each time that it is asked.
  const TIMEOUT_MS = 10_000;

  // Whether an answer comes from other models than the page was made for.
  function isOf(value, models) {
    const named = value.predictions?.map(({ model }) => model);
    return Boolean(models && named) && [...named].sort().join() !== [...models].sort().join();
  }

  // Whether a server answers that was started after the page was loaded from it.
  async function isRestarted() {
    const config = window.gradio_config;
    if (!config) return false;
    try {
      const reply = await fetch(`${config.root}${config.api_prefix}/app_id`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      return reply.ok && (await reply.json()).app_id !== config.app_id;
    } catch {
      return false;
    }
  }

  // Returns false where the visitor has to do it.
  function reload() {
    const isRecent = Date.now() - Number(digits.recall(KEPT_TIME)) < REST_MS;
    if (isRecent || !digits.isOwnPage()) return false;
    digits.keep(KEPT_TIME, String(Date.now()));
    location.reload();
    return true;
  }

  return { isOf, isRestarted, reload };
})();
