"""Ports of this machine."""

import errno
import socket

from dev.trouble import Trouble

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, never bound by itself


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def require_free(host: str, port: int) -> None:
    """Raise Trouble unless a server may listen there."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Trouble(_sentence(error, host, port)) from None


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken; choose another with PROMPT_LENS_PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights; choose another with PROMPT_LENS_PORT."
    return f"Nothing can listen on {host}; choose another address with PROMPT_LENS_HOST."


def free_port() -> int:
    """Return a loopback port that was free a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def address(host: str, port: int) -> str:
    """Write `host:port` as a URL and gunicorn want it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def reachable(host: str) -> str:
    """Return the host under which this machine reaches a server bound to `host`."""
    return EVERYWHERE.get(host, host)
