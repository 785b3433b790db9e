"""Fits models: the courses that recipes take, and searches for hyperparameters."""
