"""Trains the network that reads a whole line of digits without parting it."""
