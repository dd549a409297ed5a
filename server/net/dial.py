"""The guarded dial: the only way from a host name to an open connection.

The name is resolved once, every answer is checked, and only a checked address is dialled,
so that no second look-up can give another answer. TLS and the Host field keep the name.
"""

import ipaddress
from collections.abc import Mapping

import httpcore2

from server.net.addresses import IPAddress, is_allowed, is_forbidden_name
from server.net.budget import Budget, BudgetedStream
from server.net.resolve import Resolver

PORTS = frozenset({80, 443})
MAX_DIALS = 4
SECONDS_EACH = 2.0
"""Four that stay silent are unreachable before the usual ten seconds are over."""

DevHosts = Mapping[str, tuple[str, int]]
"""In development: made-up host name → loopback address and port, as a hosts file would."""


class AddressRefused(Exception):
    """The name, the port or one of the addresses is not one that we visit."""


class Dialler:
    """Opens connections to what has been checked; may be shared between threads."""

    def __init__(
        self,
        resolver: Resolver,
        *,
        inner: httpcore2.NetworkBackend | None = None,
        dev_hosts: DevHosts | None = None,
    ) -> None:
        """`inner` dials what has been checked. A dev host off the loopback is a ValueError."""
        self._resolver = resolver
        self._inner = inner or httpcore2.SyncBackend()
        self._dev_hosts = _on_this_machine(dev_hosts or {})

    def dial(self, host: str, port: int, budget: Budget) -> BudgetedStream:
        """Connect within `budget`; else AddressRefused, NameUnknown, OutOfTime or ConnectError."""
        failure: Exception | None = None
        for address in self._addresses(host, port, budget):
            seconds = min(SECONDS_EACH, budget.seconds_left())
            try:
                return BudgetedStream(self._inner.connect_tcp(*address, seconds), budget)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        budget.seconds_left()
        raise httpcore2.ConnectError from failure

    def _addresses(self, host: str, port: int, budget: Budget) -> list[tuple[str, int]]:
        if host in self._dev_hosts:
            return [self._dev_hosts[host]]
        if port not in PORTS:
            raise AddressRefused
        answers = self._answers(host, budget)
        # One bad answer spoils all: an attacker's name gives a good one beside it.
        if not answers or not all(map(is_allowed, answers)):
            raise AddressRefused
        chosen = sorted(answers, key=lambda ip: ip.version)[:MAX_DIALS]
        return [(str(ip), port) for ip in chosen]

    def _answers(self, host: str, budget: Budget) -> list[IPAddress]:
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            if is_forbidden_name(host):
                raise AddressRefused from None
        return self._resolver(host, budget.seconds_left())


def _on_this_machine(hosts: DevHosts) -> DevHosts:
    """Return `hosts`, or raise ValueError where one of them would lead off this machine."""
    for address, _ in hosts.values():
        if not ipaddress.ip_address(address).is_loopback:
            raise ValueError("a development host must be a loopback address")
    return hosts
