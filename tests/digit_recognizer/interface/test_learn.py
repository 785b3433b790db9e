"""What the room Learn says and cites: every text that its scripts ask for, and the citation that is kept."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.text import fallback_texts
from tests.rooms import REPOSITORY
from tests.snippets import NODE_FOLDER

ROOM = ASSETS / "learn"


def test_every_text_that_the_scripts_name_is_there_and_none_is_idle():
    sources = "\n".join(file.read_text(encoding="utf-8") for file in (*ROOM.glob("*.js"), ROOM / "learn.html"))
    named = set(re.findall(r"['\"](learn_\w+)['\"]", sources))
    made = [re.sub(r"\$\{[^}]*\}", r"\\w+", template) for template in re.findall(r"`(learn_[\w${}]+)`", sources)]
    own = {key for key in fallback_texts() if key.startswith("learn_")} - {"learn_description"}
    assert named <= own
    assert {key for key in own - named if not any(re.fullmatch(pattern, key) for pattern in made)} == set()


def test_the_citation_is_that_of_the_citation_file():
    cited = json.loads((ROOM / "citation.json").read_text(encoding="utf-8"))
    kept = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    [author] = kept["authors"]
    assert cited == {
        "title": kept["title"],
        "author": author["name"],
        "version": kept["version"],
        "date": kept["date-released"].isoformat(),
        "license": kept["license"],
    }


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js: install node 18.20 or newer")
@pytest.mark.slow
def test_the_lessons_compute_what_they_should():
    tests = ["node", "--no-warnings", "--test", "learn.test.mjs"]
    done = subprocess.run(tests, cwd=NODE_FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
