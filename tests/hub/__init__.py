"""A loopback server that speaks the Hugging Face Hub's HTTP API, for tests that push and pull with the real client."""
