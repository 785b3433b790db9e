"""Builds the ONNX graphs that serve."""
