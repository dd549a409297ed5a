import httpcore2
import pytest

from server.errors import TooSlow
from server.images.failures import in_our_words


@pytest.mark.parametrize("late", [httpcore2.ReadTimeout, httpcore2.WriteTimeout])
def test_an_operation_that_ends_a_moment_before_the_deadline_is_too_slow_as_well(
    late: type[Exception],
) -> None:
    with pytest.raises(TooSlow), in_our_words():
        raise late
