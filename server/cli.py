"""The command line: `prompt-lens`."""
