"""The guarded dial: the only way from a host name to an open connection.

The name is resolved once, every answer is checked, and only a checked address is dialled,
so that no second look-up can give another answer. TLS and the Host field keep the name.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore2

from server.net.addresses import IPAddress, is_allowed, is_forbidden_name
from server.net.budget import Budget, BudgetedStream
from server.net.resolve import Resolver

PORTS = frozenset({80, 443})
MAX_DIALS = 4
SECONDS_EACH = 3.0

DevHosts = Mapping[str, tuple[str, int]]
"""In development: made-up host name → loopback address and port, as a hosts file would."""


class AddressRefused(Exception):
    """The name, the port or one of the addresses is not one that we visit."""


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for one call, within its budget."""

    def __init__(
        self,
        budget: Budget,
        resolver: Resolver,
        *,
        inner: httpcore2.NetworkBackend | None = None,
        dev_hosts: DevHosts | None = None,
    ) -> None:
        """`inner` dials what has been checked. A dev host off the loopback is a ValueError."""
        self._budget = budget
        self._resolver = resolver
        self._inner = inner or httpcore2.SyncBackend()
        self._dev_hosts = check_dev_hosts(dev_hosts or {})

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect, or raise AddressRefused, NameUnknown, OutOfTime or an httpcore2 error."""
        # Whoever is asked where to go is not asked from where: both belong to the policy.
        del local_address, socket_options
        if host in self._dev_hosts:
            return self._first([self._dev_hosts[host]], timeout)
        if port not in PORTS:
            raise AddressRefused
        return self._first([(str(ip), port) for ip in self._checked(host)], timeout)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Never."""
        del path, timeout, socket_options
        raise AddressRefused

    def _checked(self, host: str) -> list[IPAddress]:
        answers = self._answers(host)
        # One bad answer spoils all: an attacker's name gives a good one beside it.
        if not answers or not all(map(is_allowed, answers)):
            raise AddressRefused
        return sorted(answers, key=lambda ip: ip.version)[:MAX_DIALS]

    def _answers(self, host: str) -> list[IPAddress]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            if is_forbidden_name(host):
                raise AddressRefused from None
        return self._resolver(host, self._budget.seconds_left())

    def _first(
        self, addresses: list[tuple[str, int]], timeout: float | None
    ) -> httpcore2.NetworkStream:
        *others, last = addresses
        for address in others:
            try:
                return self._dial(address, timeout)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._dial(last, timeout)

    def _dial(self, address: tuple[str, int], timeout: float | None) -> httpcore2.NetworkStream:
        seconds = min(SECONDS_EACH, self._budget.seconds_left(), timeout or SECONDS_EACH)
        return BudgetedStream(self._inner.connect_tcp(*address, seconds), self._budget)


def check_dev_hosts(hosts: DevHosts) -> DevHosts:
    """Return `hosts`, or raise ValueError where one of them would lead off this machine."""
    for address, _ in hosts.values():
        if not ipaddress.ip_address(address).is_loopback:
            raise ValueError("a development host must be a loopback address")
    return hosts
