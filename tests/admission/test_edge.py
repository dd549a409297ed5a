"""Whose address counts, by table: a header is believed from the configured edge alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.admission.edge import Edge
from server.admission.network import Networks
from tests.hostile.edge_rows import (
    CF,
    CLIENT,
    CLOUDFLARE,
    EDGE,
    KNOWN,
    LISTED,
    MALFORMED,
    PROXIES,
    PROXY,
    ROWS,
    XFF,
)

NETWORKS = Networks("k" * 32)


def counted(edge: Edge, peer: str, headers: dict[str, str]) -> str:
    return edge.client(peer, headers.get)


@pytest.mark.parametrize(("edge", "peer", "headers", "who"), [row[1:] for row in ROWS],
                         ids=[row[0] for row in ROWS])  # fmt: skip
def test_a_header_counts_from_the_edge_alone(
    edge: Edge, peer: str, headers: dict[str, str], who: str
) -> None:
    assert counted(edge, peer, headers) == who


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_malformed_is_the_peers(text: str) -> None:
    assert counted(CLOUDFLARE, EDGE, {**KNOWN, CF: text}) == EDGE
    if "," not in text:
        assert counted(PROXY, EDGE, {**KNOWN, XFF: f"{CLIENT},{text}"}) == EDGE


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_makes_a_call_count_as_nobody(peer: str, said: str) -> None:
    for edge in (CLOUDFLARE, PROXY, PROXIES):
        who = counted(edge, peer, {**KNOWN, CF: said, XFF: said})
        assert who == peer or NETWORKS.of(who) != NETWORKS.of("malformed")


@given(st.lists(st.ip_addresses().map(str), max_size=4))
def test_whatever_a_client_puts_first_the_proxys_own_word_counts(forged: list[str]) -> None:
    assert counted(PROXY, EDGE, {**KNOWN, XFF: ", ".join([*forged, CLIENT])}) == CLIENT


def test_an_edge_that_is_listed_and_knows_nothing_is_not_asked_for_a_secret() -> None:
    assert counted(Edge(peers=LISTED), EDGE, {CF: CLIENT}) == CLIENT
