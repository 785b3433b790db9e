"""For how long connections stay open between two requests."""

from digit_recognizer.http.lanes import MAX_BOOKED_SECONDS
from digit_recognizer.interface import Page
from digit_recognizer.interface.errors import require_of_gradio

# Uvicorn closes a connection 5 seconds after the last answer. Whoever asks again at that moment, as those do who were
# told to come back, finds it closed under their call, and most clients do not send a POST twice. So it is longer than
# anybody is told to wait, and no longer: each open connection is one of the files that a process may have open.
IDLE_SECONDS = 2 * MAX_BOOKED_SECONDS


def keep_connections(page: Page) -> None:
    """Has the server of a launched page keep connections for `IDLE_SECONDS`; those that are open already end earlier.

    Args:
        page: the page, launched: Gradio makes the server, and lets nobody say how.
    """
    config = getattr(page.server, "config", None)
    require_of_gradio(hasattr(config, "timeout_keep_alive"), "configuration of its server")
    config.timeout_keep_alive = IDLE_SECONDS  # type: ignore[union-attr]
