"""A short run of `make fuzz`, always the same."""

from tests.hostile.fuzz import damaged, run


def test_damaged_pictures_end_in_a_clean_jpeg_or_an_error_and_soon() -> None:
    done = list(run(seed=7, count=1500, seconds=60))
    assert [finding for _, finding in done if finding] == []
    assert len(done) == 1500


def test_an_input_is_known_by_its_numbers() -> None:
    assert damaged(3, 5) == damaged(3, 5)
    assert len({damaged(3, number)[1] for number in range(50)}) > 40
