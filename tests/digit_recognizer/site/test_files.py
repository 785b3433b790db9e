"""The site is whole, needs nothing but itself wherever it lies, and says itself what it may do."""

import base64
import gzip
import hashlib
import json
import re

import pytest

from digit_recognizer.interface.rooms import ROOMS
from digit_recognizer.interface.text import load_locales
from digit_recognizer.site import Addresses, site_files
from digit_recognizer.site.files import REWORDED
from digit_recognizer.site.reading import modules_from
from tests.digit_recognizer.interface.test_text import PLURAL

PIN = "widget/engine.json"
INLINE = r"<{kind}>(.*?)</{kind}>"
# What a browser is told to fetch: `src` and `href` of the page, and what scripts ask for.
REFERENCES = re.compile(r"\b(?:src|href)=\"([^\"#]*)\"|\bfrom '([^']+)'|new URL\('([^']+)'|register\('([^']+)'\)")
TEXT_ASKED_FOR = re.compile(r"data-(?:text|label)=\"(\w+)\"|\bdigits\.(?:text|plural)\('(\w+)'")


def policy(page: str) -> dict[str, set[str]]:
    [found] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return {name: set(values) for name, *values in (rule.split() for rule in found.split("; "))}


def kept_by_the_worker(site) -> set[str]:
    [found] = re.findall(r"^const SITE = (.*);$", site["worker.js"].decode(), re.MULTILINE)
    return set(json.loads(found)["files"])


def test_every_model_is_there_as_the_manifest_says(site, recognizer):
    manifest = json.loads(site["models/manifest.json"])
    assert set(manifest["models"]) == {info.name for info in recognizer.models}
    for entry in manifest["models"].values():
        [graph] = entry["files"]
        assert hashlib.sha256(site[f"models/{graph['path']}"]).hexdigest() == graph["sha256"]


def test_the_engine_is_the_pinned_one_and_lies_compressed_where_its_script_looks(site):
    pin = json.loads(site[PIN])
    unpacked = {pin["wasm"].removesuffix(".gzip"): gzip.decompress(site[f"engine/{pin['wasm']}"])}
    unpacked[pin["module"]] = site[f"engine/{pin['module']}"]
    assert {name: hashlib.sha256(content).hexdigest() for name, content in unpacked.items()} == pin["sha256"]


def test_nothing_is_asked_of_another_place(site):
    rooms = {f"{room.name}.html" for room in ROOMS}  # relative addresses without a dot, by rules of their own
    checked = [path for path in site if path.endswith((".html", ".js", ".webmanifest")) and "engine/" not in path]
    for path in set(checked) - rooms:
        for reference in filter(None, (part for found in REFERENCES.findall(site[path].decode()) for part in found)):
            # Links that a visitor may follow are written in by the footer's script.
            assert reference.startswith(("./", "../")), f"{path} names {reference}"


def test_the_page_may_do_what_it_does_and_no_more(site):
    page = site["index.html"].decode()
    rules = policy(page)
    assert rules["default-src"] == {"'none'"}
    assert "'unsafe-eval'" not in rules["script-src"]
    for kind in ("script", "style"):
        inline = re.findall(INLINE.format(kind=kind), page, re.DOTALL)
        digests = {f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in inline}
        assert inline
        assert rules[f"{kind}-src"] == {"'self'", *digests, *({"'wasm-unsafe-eval'"} if kind == "script" else ())}
    assert not re.findall(r"\son\w+=|\sstyle=", page)


def test_the_worker_keeps_all_but_models_and_papers_and_another_release_has_another_name(site, recognizer):
    kept = kept_by_the_worker(site)
    assert kept <= set(site)
    left = {path for path in site if path not in kept}
    assert {path for path in left if not path.startswith(("models/models/", "engine/"))} == {"preview.png", "worker.js"}
    assert "index.html" in kept
    assert any(path.endswith(".gzip") for path in kept)
    other = site_files(recognizer, Addresses(full_app="https://full.example"))
    assert other["worker.js"] != site["worker.js"]
    assert b"https://full.example" in other["draw.js"]


def test_every_text_that_the_page_asks_for_comes_along_in_every_language(site):
    script = site["draw.js"].decode()
    locales = json.loads(script.removeprefix("window.digitLocales = ").partition(";\n")[0])
    assert set(locales) == set(load_locales())
    asked = {key for found in TEXT_ASKED_FOR.findall(script + site["index.html"].decode()) for key in found if key}
    for locale, texts in locales.items():
        assert asked <= {PLURAL.sub("", key) for key in texts} | set(texts)
        for key, other in REWORDED.items():
            assert {texts[name] for name in texts if PLURAL.sub("", name) == key or name == key} == {
                load_locales()[locale][other]
            }
    # Of what is not here, it does not speak.
    assert "use_title" not in locales["en"]


def test_it_can_be_installed(site):
    manifest = json.loads(site["site.webmanifest"])
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("./", "./", "standalone")
    assert {icon["src"].removeprefix("./") for icon in manifest["icons"]} <= set(site)
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert [icon for icon in manifest["icons"] if icon.get("purpose") == "maskable"]


def test_the_pages_beside_it_come_along_with_a_policy_and_all_that_they_import(site):
    for room in ROOMS:
        page = site[f"{room.name}.html"].decode()
        assert policy(page)["script-src"] == {"'self'", "'wasm-unsafe-eval'"}
        assert f"{room.name}.html" in kept_by_the_worker(site)
        [script] = re.findall(r'<script type="module" src="([^"]+)"', page)
        assert set(modules_from(script)) <= set(site)
    assert b'"ending":".html"' in site["draw.js"]


@pytest.mark.parametrize(("names", "limit"), [(("index.html", "draw.css", "draw.js"), 75_000)])
def test_the_page_itself_stays_light(site, names, limit):
    assert sum(len(gzip.compress(site[name])) for name in names) < limit
