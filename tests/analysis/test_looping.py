"""Models that say the same for ever, and texts that only look like it."""

import json

import pytest

from server.analysis.looping import is_looping, repeats_itself
from tests.support.provider import SEEN

TAG = '{"name": "tree", "category": "subject"}, '
TAGS = "".join(json.dumps({"name": f"tag {at}", "category": "other"}) + ", " for at in range(10))
LOOPS = {
    "a word": "tree, " * 80,
    "one tag": '"tags": [' + TAG * 12,
    "ten tags": '"tags": [' + TAGS * 5,
    "cut in the middle": '"tags": [' + TAGS * 5 + TAGS[:33],
    "spaces": '{"prompt": "x",' + " " * 500,
    "lines": '{"prompt": "x",' + "\n\t" * 300,
    "one sign": "a" * 500,
    "signs": "树木，" * 140,
}
NO_LOOPS = {
    "nothing": "",
    "an answer": json.dumps(SEEN),
    "three times": TAGS * 3,
    "a row of signs": '"text_in_image": ["SALE", "SALE", "SALE", "SALE", "SALE"',
    "an indent": json.dumps(SEEN, indent=8),
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS)
def test_a_loop_is_seen_where_it_goes_on(text: str) -> None:
    assert is_looping(text)


@pytest.mark.parametrize("text", NO_LOOPS.values(), ids=NO_LOOPS)
def test_what_ends_is_no_loop(text: str) -> None:
    assert not any(is_looping(text[:end]) for end in range(len(text) + 1))


def test_a_text_that_says_little_often_repeats_itself() -> None:
    assert repeats_itself("a cat, a hat, " * 12)
    assert repeats_itself("一只猫，一顶帽子，" * 12)
    assert not repeats_itself(SEEN["prompt"])
    assert not repeats_itself("a cat, a cat, a cat")
    assert not repeats_itself("麦畑の上に赤い凧が舞い上がり、尾が長い弧を描いている。" * 2)
