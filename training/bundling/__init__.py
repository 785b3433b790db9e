"""Writes the served bundle: graphs, calibration, figures."""
