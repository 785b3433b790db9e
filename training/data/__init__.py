"""Every data set: loaded, checked, split."""
