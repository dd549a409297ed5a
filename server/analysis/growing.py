"""The prompt while it is being written: read out of an answer that is not whole yet."""

import jiter


class GrowingPrompt:
    """Collects the pieces of an answer and tells what its prompt has gained."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._answer = ""
        self._told = ""

    @property
    def answer(self) -> str:
        """Return everything that came."""
        return self._answer

    def add(self, piece: str) -> str:
        """Take one piece and return what it adds to the prompt, often nothing."""
        self._answer += piece
        try:
            partial = jiter.from_json(self._answer.encode(), partial_mode="trailing-strings")
        except ValueError:
            return ""
        prompt = partial.get("prompt") if isinstance(partial, dict) else None
        if not isinstance(prompt, str) or not prompt.startswith(self._told):
            return ""
        gained = prompt[len(self._told) :]
        self._told = prompt
        return gained
