"""Which addresses count together."""

import re
from datetime import UTC, datetime

import pytest

from server.admission.network import Networks
from tests.support.clock import Clock

NETWORKS = Networks("k" * 32, Clock())

TOGETHER = [
    ("2001:db8:1:2::", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
    ("198.51.100.7", "::ffff:198.51.100.7"),
    ("198.51.100.7", "64:ff9b::198.51.100.7"),
    ("198.51.100.7", "2002:c633:6407::1"),
    ("198.51.100.7", "2001:0:1:2:3:4:39cc:9bf8"),
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
    ("fe80::1%eth0", "fe80::1%lo"),
    ("198.51.100.7", "::ffff:0:198.51.100.7"),
    ("", "nonsense"),
    ("1.2.3.4, 5.6.7.8", "01.2.3.4"),
]
APART = [
    ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::"),
    ("198.51.100.7", "198.51.100.8"),
    ("2001:db8:1:2::1", "2001:db8:1:3::1"),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_these_share_a_bucket(one: str, other: str) -> None:
    assert NETWORKS.of(one).host == NETWORKS.of(other).host


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_do_not(one: str, other: str) -> None:
    assert NETWORKS.of(one).host != NETWORKS.of(other).host


@pytest.mark.parametrize(
    "address", ["", "nonsense", "1.2.3.4, 5.6.7.8", "198.51.100.7", "2001:db8::1"]
)
def test_every_address_has_a_bucket_with_one_hash_tag(address: str) -> None:
    network = NETWORKS.of(address)
    tag, rest = re.fullmatch(r"(\{[\w-]{20}\})([\w-]{20})?", network.host).groups()  # type: ignore[union-attr]
    assert (network.site == tag) is (rest is not None)


def test_neighbours_of_one_site_share_their_site() -> None:
    first, last, beyond = "2001:db8:2::1", "2001:db8:2:ffff:ffff:ffff:ffff:ffff", "2001:db8:3::1"
    assert NETWORKS.of(first).site == NETWORKS.of(last).site
    assert NETWORKS.of(last).site != NETWORKS.of(beyond).site, "not a /47"
    assert NETWORKS.of("198.51.100.7").site is None


def test_a_bucket_shows_nothing_of_the_address_and_changes_with_the_month_and_the_key() -> None:
    january = Networks("k" * 32, Clock(datetime(2027, 1, 31, tzinfo=UTC).timestamp()))
    february = Networks("k" * 32, Clock(datetime(2027, 2, 1, tzinfo=UTC).timestamp()))
    other_key = Networks("x" * 32, Clock(datetime(2027, 1, 31, tzinfo=UTC).timestamp()))
    buckets = {networks.of("198.51.100.7").host for networks in (january, february, other_key)}
    assert len(buckets) == 3
    assert all(re.fullmatch(r"\{[\w-]{20}\}", bucket) for bucket in buckets)
