"""The page says where weights, source and report are, and how to cite it."""

import re
from dataclasses import replace

import httpx

from digit_recognizer.bundle.bundle import Bundle, BundleSource
from digit_recognizer.interface.footer import REPORT, SPACE_VARIABLE, cite, describe_source, find_links
from tests.conftest import REPOSITORY


def test_bundled_weights_are_called_so_with_their_version():
    bundle = Bundle.open()
    assert describe_source(bundle) == bundle.manifest.bundle_version


def test_weights_of_the_hub_are_named_with_revision_and_commit():
    source = BundleSource("cache", "someone/digits", "v0.1.0", "0123456789abcdef" * 2 + "01234567")
    assert describe_source(replace(Bundle.open(), source=source)) == "someone/digits v0.1.0 (0123456)"


def test_on_a_space_source_and_report_are_its_files(monkeypatch):
    monkeypatch.setenv(SPACE_VARIABLE, "someone/draw-a-digit")
    source = BundleSource("cache", "someone/digits", "v0.1.0", "0123456789abcdef" * 2 + "01234567")
    links = find_links(replace(Bundle.open(), source=source))
    assert links["source"] == "https://huggingface.co/spaces/someone/draw-a-digit/tree/main"
    assert links["report"] == "https://huggingface.co/spaces/someone/draw-a-digit/blob/main/assets/REPORT.md"
    assert links["weights"].startswith("https://huggingface.co/someone/digits/tree/0123456")


def test_elsewhere_no_link_leads_nowhere(monkeypatch, server_url):
    monkeypatch.delenv(SPACE_VARIABLE, raising=False)
    links = find_links(Bundle.open())
    assert (links["source"], links["weights"]) == ("", "")
    assert httpx.get(f"{server_url}/{links['report']}").text == REPORT.read_text(encoding="utf-8")


def test_the_citation_is_that_of_the_file_for_citations():
    cff = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    entry = "\n".join(cite())
    for key in ("title", "version", "  - name"):
        [value] = re.findall(rf"^{key}: \"?(.*?)\"?$", cff, re.MULTILINE)
        assert f"{{{value}}}" in entry
