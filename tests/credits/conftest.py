from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.money import Bank, bank_in


@pytest.fixture
def bank(database_url: str) -> Iterator[Bank]:
    """ImgPilot's balances and our ledger, on each kind of database."""
    with bank_in(database_url) as made:
        yield made


@pytest.fixture
def file_bank(tmp_path: Path) -> Iterator[Bank]:
    """The same in a SQLite file, for what only one kind can show."""
    with bank_in(f"sqlite:///{tmp_path / 'lens.db'}") as made:
        yield made
