"""The prompt grows as the answer does, whatever the pieces."""

import json

from hypothesis import given
from hypothesis import strategies as st

from server.analysis.growing import GrowingPrompt
from tests.support.provider import SEEN


@given(
    st.text(max_size=60).map(lambda text: "p" + text),
    st.lists(st.integers(1, 20), min_size=1, max_size=60),
    st.booleans(),
)
def test_what_is_told_adds_up_to_the_prompt(prompt: str, cuts: list[int], ascii_: bool) -> None:
    answer = json.dumps({**SEEN, "prompt": prompt}, ensure_ascii=ascii_)
    growing, told, at = GrowingPrompt(), "", 0
    for cut in [*cuts, len(answer)]:
        told += growing.add(answer[at : at + cut])
        assert prompt.startswith(told)
        at += cut
    assert told == prompt
    assert growing.answer == answer


@given(st.text(max_size=80))
def test_no_piece_breaks_it(noise: str) -> None:
    growing = GrowingPrompt()
    growing.add(noise)
    growing.add('{"prompt": 5')
