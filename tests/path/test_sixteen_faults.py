"""The faults of the table, to somebody who reads along: the first maker fails, the second answers.

The makers are asked as they are where they live: with their patience, in their dialects.
"""

from collections.abc import Iterator

import pytest

from tests.hostile.makers import Two, two_makers
from tests.hostile.provider_rows import ROWS, begin, expected, seen
from tests.support.image_host import ImageHost
from tests.support.readers import Readers
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

# Generous for a busy machine: the faults last for 20 and for 30 s.
MOST_SECONDS = 15


@pytest.fixture(scope="module")
def two(images: ImageHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("makers")
    with two_makers(folder, images, "responses", "gemini") as running:
        yield running
        assert running.first.faults + running.second.faults == []


@pytest.fixture
def readers(two: Two) -> Iterator[Readers]:
    two.house.forget()
    with Readers(lambda: Visitor(two.house.url)) as everybody:
        yield everybody


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if not row.waits])
def test_whoever_may_answer_does_and_nothing_cut_is_taken_for_whole(
    name: str, two: Two, readers: Readers
) -> None:
    row = ROWS[name]
    reader, job = begin(name, row, two, readers)
    job.result()
    assert seen(name, row, two, reader) == expected(row, two)


def test_who_is_silent_is_waited_for_as_long_as_a_person_waits(two: Two, readers: Readers) -> None:
    slow = {name: row for name, row in ROWS.items() if row.waits}
    begun = {name: begin(name, row, two, readers) for name, row in slow.items()}
    for name, row in slow.items():
        reader, job = begun[name]
        job.result()
        assert seen(name, row, two, reader) == expected(row, two), name
        assert reader.seconds < MOST_SECONDS, name
