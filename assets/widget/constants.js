// The numbers that normalisation and explanations share with the Python ones: digit_recognizer/constants.py reads the same file.

import constants from './normalization.json' with { type: 'json' };

export default constants;
