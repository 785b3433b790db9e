"""Imports TensorFlow, as fast as it can be, without what its libraries print while they load: no news to anybody.

A module that needs TensorFlow or Keras imports this one first.
"""

import os
import sys
import tempfile
from contextlib import contextmanager


@contextmanager
def _unheard():
    """Holds back what is written to the process's error stream, and shows it only if the work inside fails."""
    sys.stderr.flush()
    stream = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(stream, held.read())
            raise
        finally:
            os.dup2(stream, 2)
            os.close(stream)


with _unheard():
    import tensorflow as tf

    tf.config.list_physical_devices()  # where there is no GPU, it says so the first time that it looks
