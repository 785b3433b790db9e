// Runs before the page's own scripts: notes every drawing that the pad makes and the one that was answered last.

window.watched = { made: [], answered: null };

const nativeToDataUrl = HTMLCanvasElement.prototype.toDataURL;
HTMLCanvasElement.prototype.toDataURL = function toDataURL(type, quality) {
  const url = nativeToDataUrl.call(this, type, quality);
  const isPad = !this.isConnected;
  if (isPad && window.watched.made.at(-1) !== url) window.watched.made.push(url);
  return url;
};

// Two questions may be under way, and the earlier be answered last.
function noteAnswered(picture) {
  const { made, answered } = window.watched;
  const placeOfLast = answered === null ? -1 : made.lastIndexOf(answered);
  if (made.lastIndexOf(picture) >= placeOfLast) window.watched.answered = picture;
}

const nativeFetch = window.fetch;
window.fetch = async (asked, options) => {
  const response = await nativeFetch(asked, options);
  const url = asked instanceof Request ? asked.url : String(asked);
  if (url.includes('/component_server')) {
    const { fn_name: name, data } = JSON.parse(String(options?.body));
    if (name === 'answer') noteAnswered(data.picture);
  }
  return response;
};
