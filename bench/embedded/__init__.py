"""What the reader of prompts finds, what it costs, and that it neither leaks nor falls over."""
