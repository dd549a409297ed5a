"""RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-11), as RFC 9651 fields."""

from collections.abc import Sequence
from typing import Any

import http_sf

from server.admission.limits import Standing


def rate_headers(standings: Sequence[Standing]) -> dict[str, str]:
    """Return the headers that tell a caller its quotas (q in w seconds) and rests (r, for t)."""
    if not standings:
        return {}
    policies: list[Any] = [(s.name, {"q": s.quota, "w": s.window}) for s in standings]
    rests: list[Any] = [(s.name, {"r": s.remaining, "t": s.reset}) for s in standings]
    return {"RateLimit-Policy": http_sf.ser(policies), "RateLimit": http_sf.ser(rests)}
