"""Damages digits in training: noise, light, covered parts, marks, blur, and outlines alone.

The families are those of MNIST-C, on which models are measured; the functions, their parameters and their ranges are
others (see `training.synthesis.corruptions`), so that the measure is not what was practised.
"""
