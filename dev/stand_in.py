"""The stand-in ImgPilot beside the service, unless the operator has named a real one."""

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from dev.ports import free_port

ISSUER = "PROMPT_LENS_IMGPILOT_ISSUER"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Where it will listen, and what the service must know of it."""

    port: int
    secret: str

    @classmethod
    def wanted(cls, environment: Mapping[str, str]) -> "StandIn | None":
        """Return a new one, or None where the settings name another."""
        return None if environment.get(ISSUER) else cls(free_port(), secrets.token_urlsafe(32))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "dev.imgpilot", str(self.port)]

    @property
    def settings(self) -> dict[str, str]:
        return {
            ISSUER: self.url,
            "PROMPT_LENS_IMGPILOT_CLIENT_ID": "prompt-lens",
            "PROMPT_LENS_IMGPILOT_CLIENT_SECRET": self.secret,
        }
