"""What `make fuzz` does: hostile requests, made from a seed, each answered as a mistake of the caller."""
