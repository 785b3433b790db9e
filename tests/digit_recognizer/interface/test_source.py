"""The page says where its weights come from."""

from dataclasses import replace

from digit_recognizer.bundle.bundle import Bundle, BundleSource
from digit_recognizer.interface.source import describe_source


def test_bundled_weights_are_called_so_with_their_version():
    bundle = Bundle.open()
    assert describe_source(bundle) == bundle.manifest.bundle_version


def test_weights_of_the_hub_are_named_with_revision_and_commit():
    source = BundleSource("cache", "someone/digits", "v0.1.0", "0123456789abcdef" * 2 + "01234567")
    assert describe_source(replace(Bundle.open(), source=source)) == "someone/digits v0.1.0 (0123456)"
