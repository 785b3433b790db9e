// The component of mnist-react-tfjs, as its README puts it on a page.

import NumberRecognition from 'mnist-react-tfjs';
import React from 'react';
import { render } from 'react-dom';

const root = document.createElement('div');
document.body.append(root);
render(React.createElement(NumberRecognition, { onPredict: (label) => told(label) }), root);
window.clearPad = () => root.querySelector('button').click();
