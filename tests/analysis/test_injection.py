"""Text that speaks to a model is told from text that speaks to people, in six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis.injection import addresses_a_model
from tests.hostile.order_rows import ORDERS, SIGNS

EVERY_ORDER = [order for orders in ORDERS.values() for order in orders]


@pytest.mark.parametrize("text", EVERY_ORDER)
def test_an_order_is_seen(text: str) -> None:
    assert addresses_a_model([text])
    assert addresses_a_model([text.upper()])
    assert addresses_a_model(["SALE", f"“{text}”", "50%"])


@pytest.mark.parametrize("text", EVERY_ORDER)
def test_an_order_is_seen_in_another_dress(text: str) -> None:
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in map(chr, range(0x21, 0x7F))}
    assert addresses_a_model([text.translate(wide)])
    assert addresses_a_model(["\u200b".join(text)])
    assert addresses_a_model(text.split()), "in one piece for each word"


@pytest.mark.parametrize("text", SIGNS)
def test_a_sign_for_people_is_none(text: str) -> None:
    assert not addresses_a_model([text])


@given(st.lists(st.text(max_size=40), max_size=8))
def test_any_text_can_be_judged(texts: list[str]) -> None:
    addresses_a_model(texts)
