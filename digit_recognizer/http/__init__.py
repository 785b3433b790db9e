"""What stands between the network and the page: refusals, health, figures, logs, and what of Gradio is closed."""

from digit_recognizer.http.connections import keep_connections
from digit_recognizer.http.logs import configure_logs
from digit_recognizer.http.options import app_options

__all__ = ["app_options", "configure_logs", "keep_connections"]
