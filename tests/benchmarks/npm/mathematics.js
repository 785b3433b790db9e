// The pad and the recogniser of handwritten-mathematics-recogniser, as its README puts them together.

import { HandwrittenDigitRecogniser } from 'handwritten-mathematics-recogniser/digit';
import { Drawer } from 'handwritten-mathematics-recogniser/drawer';

const canvas = document.createElement('canvas');
// As in its demo.
[canvas.width, canvas.height] = [150, 200];
document.body.append(canvas);
const drawer = new Drawer(canvas);
document.addEventListener('mouseup', () => told(HandwrittenDigitRecogniser.recognise(canvas)));
window.clearPad = () => drawer.clear();
