"""Who is asking."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Subject:
    """An anonymous trial or an ImgPilot account, known by an id without meaning."""

    kind: Literal["trial", "account"]
    id: str

    def __str__(self) -> str:
        """Name the subject where it is stored: `trial:<id>` or `account:<id>`."""
        return f"{self.kind}:{self.id}"
