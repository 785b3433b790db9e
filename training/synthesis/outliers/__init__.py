"""Drawings that are not one digit, for training and measuring a not-a-digit detector."""
