"""Measures models on what they have not seen."""
