"""Fits, measures and exports the models that `digit_recognizer` serves."""

import os

# TensorFlow reads these once, as it loads, whoever imports it first; processes that differ in them train other weights.
# Warnings and errors only.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# By itself it uses oneDNN only where the CPU has AVX-512; with AVX2 alone, a network trains in half of the time.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
