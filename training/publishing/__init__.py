"""Puts models and app on the Hub, and their figures into card and README."""
