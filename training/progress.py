"""Shows what the project says of its progress."""

import logging
import sys

from tqdm import tqdm


def show_progress() -> None:
    """Shows the project's own lines on the error stream; libraries speak up for warnings only, and by themselves."""
    logger = logging.getLogger("training")
    if not logger.handlers:
        logger.addHandler(_Lines())
        logger.setLevel(logging.INFO)


class _Lines(logging.Handler):
    """Writes each line above the progress bars."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one line."""
        tqdm.write(self.format(record), file=sys.stderr)
