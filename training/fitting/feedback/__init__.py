"""Learns from what visitors said their drawings show: read, checked, mixed in, and its effect measured."""
