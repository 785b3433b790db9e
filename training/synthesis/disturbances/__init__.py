"""MNIST's digits redrawn on canvases under one controlled disturbance at a time, and how well models read them."""
