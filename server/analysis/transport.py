"""The SDKs' way out: one pool of connections whose every operation obeys the call's clock."""

import ssl

from server.analysis.call_clock import CurrentCall
from server.net.transport import BudgetedTransport


class ClockedTransport(BudgetedTransport):
    """A transport whose calls raise OutOfTime and OutOfBytes where their clock says so."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        """Share one TLS context: making one costs tens of milliseconds."""
        super().__init__(tls, CurrentCall())
