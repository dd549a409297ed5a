"""What stops the launcher: one sentence for the person who typed the command."""


class Trouble(Exception):
    """The message is that sentence; it is all they see."""
