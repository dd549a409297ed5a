"""Ten thousand addresses ask at once for all that the day's free money pays for."""

from concurrent.futures import ThreadPoolExecutor

from bench.admission.servers import ORDER, a_gate, a_redis
from bench.goals import Goal
from server.admission.free_pool import FreePool
from server.errors import FreePoolSpent

ADDRESSES, CALLERS = 10_000, 8
WHOLE, AT_MOST, USED = 100_000, 700, 500


def measure() -> list[Goal]:
    """Measure and print."""
    with a_redis() as (client, _):
        gate, pool = a_gate(client), FreePool(client, "pl", WHOLE)

        def extract(number: int) -> bool:
            address = f"198.18.{number >> 8}.{number & 255}"
            trial = gate.recognise(gate.mint_trial(address).token)
            gate.prove(trial, address, ORDER)
            try:
                with pool.reserved(AT_MOST) as reservation:
                    reservation.used = USED
            except FreePoolSpent:
                return False
            return True

        with ThreadPoolExecutor(CALLERS) as callers:
            asked = sum(callers.map(extract, range(ADDRESSES)))
        taken = pool.taken()
    print(f"\nFarm: {ADDRESSES} addresses, a pool of {WHOLE / 1e6} USD, {USED / 1e6} USD a call")
    print(f"  {asked} calls of a model, {taken / 1e6} USD spent")
    return [Goal("millionths of a dollar beyond the pool", max(taken - WHOLE, 0), 0)]
