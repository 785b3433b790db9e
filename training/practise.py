"""The command that measures the room Practise."""

import argparse


def practise(options: argparse.Namespace) -> None:
    """Measures what the room counts, prints it, and writes what the page states of it."""
    from training.evaluation.practise import practise_in_words

    print(practise_in_words(options.bundle, options.mnist))
