"""The prompt while it is being written: read out of an answer that is not whole yet.

No word that was told is taken back: only such are told as stay whatever comes.
"""

import json

import jiter

from server.analysis.answer import read_answer
from server.analysis.looping import is_looping
from server.analysis.prompt import LONGEST, ONCE, prompt_so_far
from server.domain.analysis import Analysis
from server.errors import AnswerInvalid

THOUGHT, THOUGHT_ENDS = "<think>", "</think>"
ANSWERS = ("{", "```")
MOST_SIGNS = 65536  # several times what the tokens that we ask for can spell
MUCH_MARKUP = 2 * LONGEST


class GrowingPrompt:
    """Collects the pieces of an answer and tells what its prompt has gained.

    Servers without a strict schema put a thought or a code fence around the JSON; both
    are passed over.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._text = ""
        self._raw = ""
        self._told = ""

    @property
    def answer(self) -> str:
        """Return the first JSON object that came, or what came where there is none."""
        said = _outside_thought(self._text)
        begun = _from_brace(said)
        try:
            _, end = json.JSONDecoder().raw_decode(begun)
        except (ValueError, RecursionError):
            return begun or said
        return begun[:end]

    def add(self, piece: str) -> str:
        """Take one piece and return what it adds to the prompt, often nothing.

        Raises AnswerInvalid as soon as it is sure that no answer will come of it.
        """
        self._text += piece
        if len(self._text) > MOST_SIGNS or is_looping(self._text):
            raise AnswerInvalid("it goes on for ever", hint=ONCE)
        raw = self._prompt()
        if raw == self._raw or len(raw) > MUCH_MARKUP:
            return ""
        self._raw = raw
        return self._gained(prompt_so_far(raw))

    def ended(self, language: str) -> tuple[Analysis, str]:
        """Return the analysis, and what its prompt has gained last. Raises as `read_answer`."""
        analysis = read_answer(self.answer, language)
        if not analysis.prompt.startswith(self._told):
            raise AnswerInvalid("it took a word back")
        return analysis, self._gained(analysis.prompt)

    def _prompt(self) -> str:
        begun = _from_brace(_outside_thought(self._text))
        try:
            partial = jiter.from_json(begun.encode(), partial_mode="trailing-strings")
        except ValueError:
            return self._raw
        prompt = partial.get("prompt") if isinstance(partial, dict) else None
        return prompt if isinstance(prompt, str) else self._raw

    def _gained(self, prompt: str) -> str:
        if not prompt.startswith(self._told):
            return ""
        gained = prompt[len(self._told) :]
        self._told = prompt
        return gained


def _outside_thought(text: str) -> str:
    # Some servers give only the end of a thought: its beginning stood in the question.
    before, ends, after = text.partition(THOUGHT_ENDS)
    if ends and not before.lstrip().startswith(ANSWERS):
        return after
    return "" if before.lstrip().startswith(THOUGHT) else text


def _from_brace(text: str) -> str:
    return text[text.find("{") :] if "{" in text else ""
