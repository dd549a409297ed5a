"""The prompt while it is being written: read out of an answer that is not whole yet."""

import json

import jiter

THOUGHT, THOUGHT_ENDS = "<think>", "</think>"
ANSWERS = ("{", "```")


class GrowingPrompt:
    """Collects the pieces of an answer and tells what its prompt has gained.

    Servers without a strict schema put a thought or a code fence around the JSON; both
    are passed over.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._text = ""
        self._told = ""

    @property
    def answer(self) -> str:
        """Return the first JSON object that came, or what came where there is none."""
        begun = _from_brace(self._text)
        try:
            _, end = json.JSONDecoder().raw_decode(begun)
        except (ValueError, RecursionError):
            return begun
        return begun[:end]

    def add(self, piece: str) -> str:
        """Take one piece and return what it adds to the prompt, often nothing."""
        self._text += piece
        try:
            partial = jiter.from_json(
                _from_brace(self._text).encode(), partial_mode="trailing-strings"
            )
        except ValueError:
            return ""
        prompt = partial.get("prompt") if isinstance(partial, dict) else None
        if not isinstance(prompt, str) or not prompt.startswith(self._told):
            return ""
        gained = prompt[len(self._told) :]
        self._told = prompt
        return gained


def _from_brace(text: str) -> str:
    # Some servers give only the end of a thought: its beginning stood in the question.
    before, ends, after = text.partition(THOUGHT_ENDS)
    if ends and not before.lstrip().startswith(ANSWERS):
        text = after
    elif before.lstrip().startswith(THOUGHT):
        return ""
    return text[text.find("{") :] if "{" in text else ""
