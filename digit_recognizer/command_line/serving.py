"""`digits serve`: runs app.py, which lies in the package once that is installed, and beside it in a checkout."""

import argparse
import os
import runpy

from digit_recognizer.errors import MissingLibraryError
from digit_recognizer.files import APP

HOST_VARIABLE = "GRADIO_SERVER_NAME"
PORT_VARIABLE = "GRADIO_SERVER_PORT"


def serve(options: argparse.Namespace) -> int:
    """Serves the page until it is interrupted; returns 0.

    Raises:
        MissingLibraryError: what the page needs is not installed.
        OSError: the address or the port cannot be had.
    """
    for variable, value in ((HOST_VARIABLE, options.host), (PORT_VARIABLE, options.port)):
        if value is not None:
            os.environ[variable] = str(value)
    try:
        # Run, not imported: the app is built on the library, which never imports the app.
        runpy.run_path(str(APP), run_name="__main__")
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            f"The page needs {error.name}, which is not installed. Install what it needs: "
            "pip install 'digit-recognizer[space]'."
        ) from error
    return 0
