"""Says which ink decides."""
