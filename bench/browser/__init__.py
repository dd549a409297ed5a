"""What a person waits for, measured in a real browser."""
