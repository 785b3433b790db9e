"""Where runs, assets and cached data lie, and how files are kept whole."""
