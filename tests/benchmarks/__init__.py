"""What `make bench` measures; timings are ratios within one run, never asserted in a test."""
