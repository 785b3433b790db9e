"""Changes what a bundle says of itself."""

import json


def change_manifest(folder, change):
    file = folder / "manifest.json"
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    file.write_text(json.dumps(change(content)), encoding="utf-8")
