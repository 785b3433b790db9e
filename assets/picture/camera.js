// A camera on a video element: one at a time, and none that nobody looks at.

digits.camera ??= (() => {
  const ERROR_KEYS = {
    NotAllowedError: 'picture_camera_refused',
    SecurityError: 'picture_camera_refused',
    NotReadableError: 'picture_camera_busy',
    AbortError: 'picture_camera_busy',
  };
  const SIDE = 1280;
  let stream = null;
  let asked = 0;

  function stop(given) {
    given?.getTracks().forEach((track) => track.stop());
  }

  function close(video) {
    asked += 1;
    stop(stream);
    stream = null;
    video.srcObject = null;
  }

  // Shows the camera named, or the one at the back where there are two; false when it was closed in the meantime.
  async function open(video, deviceId) {
    close(video);
    const call = asked;
    const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'environment' };
    const given = await navigator.mediaDevices.getUserMedia({ video: { ...which, width: SIDE, height: SIDE } });
    if (call !== asked) {
      stop(given);
      return false;
    }
    stream = given;
    video.srcObject = given;
    await video.play();
    return true;
  }

  async function others() {
    const current = stream?.getVideoTracks()[0].getSettings().deviceId;
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
    const place = cameras.findIndex(({ deviceId }) => deviceId === current);
    return [...cameras.slice(place + 1), ...cameras.slice(0, Math.max(0, place))].map(({ deviceId }) => deviceId);
  }

  // What the square shows of it: a picture is what was seen when it was taken.
  function take(video) {
    const side = Math.min(video.videoWidth, video.videoHeight);
    const sheet = digits.elements.newCanvas(side, side);
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    digits.elements.contextOf(sheet).drawImage(video, left, top, side, side, 0, 0, side, side);
    return { image: sheet, width: side, height: side, isJpeg: true };
  }

  function errorKey(error) {
    return ERROR_KEYS[error.name] ?? 'picture_camera_absent';
  }

  return { open, close, others, take, errorKey };
})();
