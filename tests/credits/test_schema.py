"""The tables that the steps make are the tables that the code speaks of."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from server.credits.tables import entries, metadata
from server.errors import ServiceUnavailable
from server.net.sql import translated
from tests.support.money import Bank

OURS = set(metadata.tables)


def test_the_code_and_the_steps_agree(bank: Bank) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in OURS

    options = {"include_name": ours, "compare_type": True, "compare_server_default": True}
    with bank.engine.begin() as sql:
        context = MigrationContext.configure(sql, opts=options)
        assert compare_metadata(context, metadata) == []


HELD = "INSERT INTO lens_hold VALUES ('j', 'ann', 1, 'held', 0, 0)"
REFUSED = {
    "a state of another name": "INSERT INTO lens_hold VALUES ('j', 'ann', 1, 'spent', 0, 0)",
    "nothing held": "INSERT INTO lens_hold VALUES ('j', 'ann', 0, 'held', 0, 0)",
    "a debt held": "INSERT INTO lens_hold VALUES ('j', 'ann', -1, 'held', 0, 0)",
    "a job held twice": f"{HELD}; {HELD}",
    "nobody's": "INSERT INTO lens_hold VALUES ('j', NULL, 1, 'held', 0, 0)",
    "an entry of another name": f"{HELD}; INSERT INTO lens_entry VALUES (1, 'j', 'a', '', 1, 0)",
    "an entry without a hold": "INSERT INTO lens_entry VALUES (1, 'j', 'ann', 'hold', 1, 0)",
    "an entry twice": (
        f"{HELD}; INSERT INTO lens_entry VALUES (1, 'j', 'ann', 'hold', 1, 0);"
        " INSERT INTO lens_entry VALUES (2, 'j', 'ann', 'hold', 1, 0)"
    ),
}


@pytest.mark.parametrize("statements", REFUSED.values(), ids=REFUSED.keys())
def test_what_can_not_be_is_refused_by_the_database_too(bank: Bank, statements: str) -> None:
    fault = pytest.raises(ServiceUnavailable, match="IntegrityError")
    with fault, translated(), bank.engine.begin() as sql:
        for statement in statements.split(";"):
            sql.execute(text(statement))


def test_entries_are_numbered_for_longer_than_a_common_integer(bank: Bank) -> None:
    with bank.engine.begin() as sql:
        sql.execute(text(HELD))
        row = {"job_id": "j", "account_id": "ann", "kind": "hold", "amount": 1, "at": 1 << 40}
        sql.execute(entries.insert(), {"id": 1 << 40, **row})
        assert sql.execute(entries.select()).one()[0] == 1 << 40
