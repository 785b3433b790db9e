"""The report: what was measured, drawn and explained."""
