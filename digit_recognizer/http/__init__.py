"""What stands between the network and the page: refusals, and what of Gradio is closed."""

from digit_recognizer.http.closed import ClosedRoutes
from digit_recognizer.http.refusals import Refusals, refuse_body

__all__ = ["ClosedRoutes", "Refusals", "refuse_body"]
