"""One TLS context for a process; making one takes tens of milliseconds."""

import ssl
from functools import cache

import httpx2


@cache
def tls_context() -> ssl.SSLContext:
    """Return the context that trusts the system's authorities and reads no environment."""
    return strict(httpx2.create_ssl_context(trust_env=False))


def strict(context: ssl.SSLContext) -> ssl.SSLContext:
    """Take from a client's `context` what browsers have given up, and return it."""
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996
    context.hostname_checks_common_name = False  # RFC 9525, 2: only names under subjectAltName
    context.set_alpn_protocols(["http/1.1"])
    return context
