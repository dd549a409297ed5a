"""Files that are built to hold a reader up: none raises, stalls or fills the memory."""

import time
import tracemalloc

import pytest

from server.embedded.read import read
from tests.embedded.hostile_rows import MAKERS

GROSS_SECONDS = 0.5  # in seconds of this process; what it takes is measured in `bench/embedded.py`
MOST_BYTES = 32 * 1024 * 1024


@pytest.mark.parametrize("name", MAKERS)
def test_no_file_raises_or_holds_the_reader_up(name: str) -> None:
    data = MAKERS[name]()
    began = time.process_time()
    read(data)
    assert time.process_time() - began < GROSS_SECONDS


@pytest.mark.parametrize("name", MAKERS)
def test_no_file_fills_the_memory(name: str) -> None:
    data = MAKERS[name]()
    tracemalloc.start()
    read(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MOST_BYTES
