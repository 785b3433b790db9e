"""The recipe that reads 99 % of MNIST's test rows after the fewest seconds of training; nothing of it is served."""

from dataclasses import dataclass

LENET_FAST_NAME = "lenet_fast"


@dataclass(frozen=True)
class FastRecipe:
    """LeNet's layers and how they are trained in seconds.

    The first convolution steps over every other pixel instead of being pooled, which takes most of the work away, and
    pays for twice as many filters. The learning rate rises and then falls to almost nothing within the few epochs there
    are (Smith and Topin, Super-convergence, 2018), and every batch is moved by a pixel.

    Attributes:
        filters: of the two convolutions of 5 x 5.
        units: of the dense layer.
        batch_size: rows in a batch; those that fill none are left out of an epoch.
        epochs: how often every row is seen.
        learning_rate: at its highest, of Adam (Kingma and Ba 2015).
        rise: share of the training in which it gets there.
        decays: how slowly Adam forgets slopes and their squares.
        shift: px by which a batch is moved at most, along each axis.
    """

    filters: tuple[int, int] = (16, 32)
    units: int = 128
    batch_size: int = 128
    epochs: int = 2
    learning_rate: float = 6e-3
    rise: float = 0.2
    decays: tuple[float, float] = (0.9, 0.99)
    shift: int = 1


LENET_FAST = FastRecipe()
