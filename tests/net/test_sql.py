"""The database: its tables brought, its refusals in one word."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from server.errors import ServiceUnavailable
from server.net.sql import connect, migrate, translated


def test_migrating_twice_is_migrating_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lens.db'}"
    for _ in range(2):
        migrate(url)
    assert {"lens_hold", "lens_entry"} <= set(inspect(connect(url)).get_table_names())


def test_what_the_database_says_stays_inside(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'none' / 'lens.db'}")
    with pytest.raises(ServiceUnavailable, match="OperationalError"), translated():
        engine.connect().execute(text("SELECT 1"))
