"""Every drawing that is made to learn from or to measure on."""
