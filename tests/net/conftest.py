from collections.abc import Iterator

import pytest

from tests.support.whatwg import Browser, browser


@pytest.fixture(scope="package")
def a_browser() -> Iterator[Browser]:
    with browser() as started:
        yield started
