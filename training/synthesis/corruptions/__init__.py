"""MNIST-C's fifteen corruptions of digits, written anew, to measure on."""
