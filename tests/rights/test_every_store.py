"""Every store is asked, in order, and jobs twice."""

from server.domain.subject import Subject
from server.rights.every_store import Rights, Store

OWNER = Subject("trial", "t1")


def test_what_is_empty_is_left_out_of_an_export() -> None:
    rights = Rights(
        [
            Store("jobs", lambda owner: [owner.id], None),
            Store("sessions", lambda _: [], None),
            Store("account", lambda _: None, None),
        ]
    )
    assert rights.export(OWNER) == {"jobs": ["t1"]}


def test_jobs_are_erased_again_when_the_door_is_shut() -> None:
    asked: list[str] = []
    rights = Rights(
        [
            Store("jobs", lambda _: None, lambda _: asked.append("jobs")),
            Store("ledger", lambda _: None, None),
            Store("sessions", lambda _: None, lambda _: asked.append("sessions")),
        ]
    )
    rights.erase(OWNER)
    assert asked == ["jobs", "sessions", "jobs"]
