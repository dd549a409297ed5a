from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.money import Bank, make_bank


@pytest.fixture
def bank(database_url: str) -> Iterator[Bank]:
    """ImgPilot's balances and our ledger, on each kind of database."""
    made = make_bank(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def file_bank(tmp_path: Path) -> Iterator[Bank]:
    """The same in a SQLite file, for what only one kind can show."""
    made = make_bank(f"sqlite:///{tmp_path / 'lens.db'}")
    yield made
    made.engine.dispose()
