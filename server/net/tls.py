"""One TLS context for a process; making one takes tens of milliseconds."""

import ssl
from functools import cache

import httpx2


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context that trusts the system's authorities and reads no environment."""
    return httpx2.create_ssl_context(trust_env=False)
