"""A job's events in a Redis Stream, read from any point on."""

import re
from dataclasses import dataclass
from typing import Any

from redis import Redis

from server.net.redis import translated

BEGINNING = "0-0"
_ID = re.compile(r"\d{1,20}-\d{1,20}")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `data` is JSON; a closing event's data is the job itself."""

    id: str
    name: str
    data: str

    @property
    def closes(self) -> bool:
        """Say whether nothing comes after it."""
        return self.name in {"result", "problem"}


class EventStore:
    """Reads streams; each waiting reader holds one connection of `client`."""

    def __init__(self, client: Redis) -> None:
        """`client` must wait longer for a reply than any `seconds` given to `after`."""
        self._client = client

    def after(self, key: str, last: str, seconds: float) -> list[Event]:
        """Return what came after the event `last`, waiting up to `seconds` for the first."""
        wait = max(int(seconds * 1000), 1) if seconds else None
        with translated():
            streams: Any = self._client.xread({key: last}, block=wait)
        if isinstance(streams, dict):  # RESP 3: each stream's entries, in a list of one.
            streams = [(key, *entries) for key, entries in streams.items()]
        entries = streams[0][1] if streams else []
        return [Event(id_, fields["event"], fields["data"]) for id_, fields in entries]


def last_event_id(text: str | None) -> str:
    """Return where a reader left off; anything malformed is the beginning."""
    return text if text and _ID.fullmatch(text) else BEGINNING
