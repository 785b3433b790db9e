"""The numbers that normalisation and explanations share with the browser's: `assets/widget/` reads the same file."""

import json
from collections.abc import Mapping
from importlib.abc import ResourceLoader
from typing import Any, cast

from digit_recognizer import files

FILE = files.ASSETS / "widget" / "normalization.json"
# Whatever has found the code reads it: workers of a search import it out of a zip archive.
SHARED: Mapping[str, Mapping[str, Any]] = json.loads(cast(ResourceLoader, files.__loader__).get_data(str(FILE)))
