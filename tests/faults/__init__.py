"""What `make faults` does: ends work in its middle, fills disks, and looks at what is left."""
