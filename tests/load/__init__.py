"""What `make load` does: many visitors at once, every answer checked."""
