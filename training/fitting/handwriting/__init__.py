"""What the flagship learns from: pen strokes drawn as visitors draw, styles that MNIST lacks, and what is no digit."""
