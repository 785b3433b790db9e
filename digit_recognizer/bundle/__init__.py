"""Bundles of served models: the manifest, verification, and where they come from."""
