"""The lessons on the way to a network: the perceptron on logic gates, why XOR defeats it, and what two layers add."""
