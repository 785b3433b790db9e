"""Rows of MNIST's test split whose label is wrong: an answer that differs there is no error.

Validated by people: Northcutt, Athalye and Mueller, Pervasive Label Errors in Test Sets Destabilize Machine Learning
Benchmarks, 2021.
"""

LABEL_ERRORS = (947, 1621, 1901, 2130, 2462, 2597, 2654, 3520, 3558, 5937, 6651, 6783, 8527, 9679, 9729)
