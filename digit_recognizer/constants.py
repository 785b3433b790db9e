"""The numbers that normalisation shares with the browser's: `assets/widget/` reads the same file."""

import json
from collections.abc import Mapping
from typing import Any

from digit_recognizer.files import ASSETS

FILE = ASSETS / "widget" / "normalization.json"
SHARED: Mapping[str, Mapping[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
