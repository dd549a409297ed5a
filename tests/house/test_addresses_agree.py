"""What the extension and the page say of an address by themselves is what the service says."""

import re

from server.net import data_url, url
from tests.support.children import ROOT

NUMBER = re.compile(r"LONGEST\w* = ([\d_]+);")


def test_every_place_that_only_a_browser_knows_has_the_same_code() -> None:
    said = (ROOT / "extension/lib/address.js").read_text()
    theirs = dict(re.findall(r'"([a-z-]+:)": "(\w+)",', said))
    assert theirs == {scheme: kind.code for scheme, kind in url.ELSEWHERE.items()}


def test_the_longest_address_is_the_same_everywhere() -> None:
    for path in ("extension/lib/address.js", "server/api/static/try.js"):
        (number,) = NUMBER.findall((ROOT / path).read_text())
        assert int(number) == data_url.LONGEST_DATA_URL, path
