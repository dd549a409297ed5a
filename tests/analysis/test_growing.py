"""The prompt grows as the answer does, whatever the pieces, and nothing told is taken back."""

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis import canary
from server.analysis.growing import MOST_SIGNS, GrowingPrompt
from server.analysis.prompt import LONGEST
from server.domain.analysis import Analysis
from server.errors import AnswerInvalid, ContentRefused
from server.modes.render import render_analysis
from tests.analysis.answers import answer
from tests.analysis.test_canary import SPELT
from tests.analysis.test_opening import PREAMBLES, REFUSALS
from tests.analysis.test_plain import marked_up
from tests.support.provider import SEEN

MARKED_UP = [
    f"{canary.FIRST[:5]}<b>{canary.FIRST[5:]}</b>",
    f"[{canary.FIRST[:3]}](x){canary.FIRST[3:]}",
]
SPELLINGS = [*SPELT.values(), *MARKED_UP]
cuts = st.lists(st.integers(1, 20), min_size=1, max_size=60)
prompts = st.one_of(
    st.text(max_size=60),
    marked_up,
    st.lists(st.sampled_from([*canary.FIRST, "<b>", "](x)", "[", " ", "-"]), max_size=20).map(
        "".join
    ),
    st.sampled_from([SPELT["spaced"], SPELT["stars"], *MARKED_UP]).map("A kite {} over it".format),
    st.builds("{} {}".format, st.sampled_from([raw for raw, _ in PREAMBLES]), marked_up),
    st.builds("{} {}".format, st.sampled_from(REFUSALS), marked_up),
    marked_up.map(lambda text: SEEN["prompt"] + text),
)


def grown(text: str, lengths: list[int]) -> tuple[str, Analysis]:
    """Return what was told of an answer that comes in such pieces, and what it was at last."""
    growing, told, at = GrowingPrompt(), "", 0
    for length in [*lengths, len(text)]:
        told += growing.add(text[at : at + length])
        at += length
    analysis, rest = growing.ended("en")
    return told + rest, analysis


@given(prompts, cuts, st.booleans())
def test_what_is_told_adds_up_to_the_prompt_that_people_get(
    prompt: str, lengths: list[int], ascii_: bool
) -> None:
    text = json.dumps({**SEEN, "prompt": prompt}, ensure_ascii=ascii_)
    try:
        told, analysis = grown(text, lengths)
    except (AnswerInvalid, ContentRefused):
        return
    assert told == analysis.prompt
    assert render_analysis(analysis, None)["general"].prompt == told


@given(prompts, cuts)
def test_nothing_is_told_of_a_refusal_and_no_mark(prompt: str, lengths: list[int]) -> None:
    growing, told, at = GrowingPrompt(), "", 0
    text = json.dumps({**SEEN, "prompt": prompt})
    try:
        for length in [*lengths, len(text)]:
            told += growing.add(text[at : at + length])
            at += length
        growing.ended("en")
    except ContentRefused:
        assert told == ""
    except AnswerInvalid:
        pass
    assert not canary.leaks([told])


@pytest.mark.parametrize("spelt", SPELLINGS, ids=range(len(SPELLINGS)))
def test_no_more_than_three_signs_of_the_mark_are_told(spelt: str) -> None:
    growing, told = GrowingPrompt(), ""
    with contextlib.suppress(AnswerInvalid):
        for sign in answer(prompt=f"A kite {spelt} over a field."):
            told += growing.add(sign)
        pytest.fail("it went on")
    bare = "".join(filter(str.isalnum, told)).lower()
    assert not any(form[:4] in bare for form in canary._FORMS)


@given(cuts)
def test_an_answer_is_found_among_other_words(lengths: list[int]) -> None:
    for around in ("{}", "<think>{{no}}</think>{}", "```json\n{}\n```", "Sure: {} Anything else?"):
        told, analysis = grown(around.format(answer()), lengths)
        assert told == analysis.prompt == SEEN["prompt"]


@given(cuts)
def test_a_refusal_without_an_answer_is_one(lengths: list[int]) -> None:
    with pytest.raises(ContentRefused):
        grown("I'm sorry, but I can't help with that.", lengths)


@given(st.text(max_size=80))
def test_no_piece_breaks_it(noise: str) -> None:
    growing = GrowingPrompt()
    growing.add(noise)
    growing.add('{"prompt": 5')


def test_a_loop_ends_it_at_once() -> None:
    growing = GrowingPrompt()
    growing.add('{"prompt": "A tree, ' + "a tree, " * 45)
    with pytest.raises(AnswerInvalid, match="for ever"):
        growing.add("a tree, " * 10)


@pytest.mark.parametrize("piece", [24, 4000, 100_000])
def test_a_long_prompt_takes_no_long_time_and_ends_in_bounds(piece: int) -> None:
    words = " ".join(f"word{at} <b>" for at in range(4000))
    text = answer(prompt=words)
    began = time.process_time()
    told, analysis = grown(text, [piece] * (len(text) // piece))
    assert time.process_time() - began < 3
    assert told == analysis.prompt
    assert LONGEST - 10 < len(told) <= LONGEST
    with pytest.raises(AnswerInvalid):
        grown(answer(prompt=words * 2), [piece] * (2 * len(text) // piece))


@pytest.mark.parametrize(
    "mark",
    ["[{}", "[]({}", "[{}](x", "<{}", "<a {} ", "{}:", "{}+", "\n- {}", " --{}", "{}__", "{}    "],
)
def test_no_markup_takes_long(mark: str) -> None:
    text = answer(prompt="".join(mark.format(at) for at in range(7000)))[:MOST_SIGNS]
    growing, began = GrowingPrompt(), time.process_time()
    for at in range(0, len(text), 24):
        growing.add(text[at : at + 24])
    with contextlib.suppress(AnswerInvalid):
        growing.ended("en")
    assert time.process_time() - began < 2


def test_a_name_that_comes_twice_takes_nothing_back() -> None:
    twice = answer(prompt="One kite over a field.")[:-1] + ', "prompt": "Another kite."}'
    with pytest.raises(AnswerInvalid):
        grown(twice, [200])
