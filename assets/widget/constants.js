// The numbers that this normalisation shares with the Python one: digit_recognizer/constants.py reads the same file.

import constants from './normalization.json' with { type: 'json' };

export default constants;
