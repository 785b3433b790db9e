"""The console command `digits`: reads pictures, lists the models, serves the page."""

from digit_recognizer.command_line.main import main

__all__ = ["main"]
