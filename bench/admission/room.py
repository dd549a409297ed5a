"""What a person's keys weigh, and whether a million of them slow anybody down."""

from itertools import count

from redis import Redis

from bench.admission.latency import admission, p99
from bench.admission.servers import ORDER, a_gate, a_redis
from bench.goals import Goal
from bench.rounds import interleaved, table
from server.admission.limits import MARK_SECONDS
from server.errors import PromptLensError
from server.jobs.job_store import JobStore
from tests.support.clock import Clock

FEW, MANY, AT_ONCE = 1000, 1_000_000, 5000
KIB_AND_A_HALF = 1536
# One person after a trial, a proof and its redemption: the keys of ARGV[1] … ARGV[2] - 1.
FILL = """
local now = redis.call('TIME')[1]
for number = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local name = string.sub(redis.sha1hex(number), 1, 20)
  for kind, seconds in pairs({
    ['trials:3/86400'] = 86400, ['minute:6/60'] = 60,
    ['day:12/86400'] = 86400,
  }) do
    local key = 'pl:limit:{' .. name .. '}:' .. kind
    redis.call('LPUSH', key, now + number / 1e6)
    redis.call('EXPIRE', key, seconds + 3600)
  end
  local trial = string.sub(redis.sha1hex(number), 1, 22)
  redis.call('SET', 'pl:{trial:' .. trial .. '}:uses', 1, 'EX', 2592000)
end
"""


def measure() -> list[Goal]:
    """Measure and print."""
    goals = [weigh(name, address) for name, address in (
        ("IPv4", "198.51.100.7"), ("IPv6, alone in its site", "2001:db8::1"))]  # fmt: skip
    return [*goals, *crowd()]


def weigh(name: str, address: str) -> Goal:
    """Let somebody take all that a day has, and weigh what is kept of them."""
    with a_redis() as (client, _):
        clock = Clock()
        gate, jobs = a_gate(client, clock), JobStore(client, "pl", 30)
        for _ in count():
            try:
                trial = gate.recognise(gate.mint_trial(address).token)
                for _ in range(3):
                    clock.now += 20
                    proof = gate.prove(trial, address, ORDER).token
                    ref, _ = gate.check_proof(proof, trial, ORDER)
                    jobs.redeem(ref, ORDER, closed=False, most_uses=3)
            except PromptLensError:
                break
        kept = [
            key
            for key in client.scan_iter()
            # The mark of a call lives for ten seconds, and weighs nothing afterwards.
            if key.endswith(":uses") or (":limit:" in key and int(client.ttl(key)) > MARK_SECONDS)
        ]
        weights = {key: int(client.memory_usage(key) or 0) for key in kept}
    print(f"\nRoom of one person's admission keys after a whole day ({name})")
    for key, weight in weights.items():
        print(f"  {key.rpartition('}')[2]:<44} {weight:>6} bytes")
    print(f"  {'in all':<44} {sum(weights.values()):>6} bytes")
    return Goal(f"bytes of a person, {name}", sum(weights.values()), KIB_AND_A_HALF)


def fill(client: Redis, people: int) -> None:
    """Put so many people's keys into Redis."""
    script = client.register_script(FILL)
    for first in range(0, people, AT_ONCE):
        script(args=[first, min(first + AT_ONCE, people)])


def crowd() -> list[Goal]:
    """Measure getting past the gate among few and among many."""
    with a_redis() as (few, _), a_redis() as (many, _):
        fill(few, FEW)
        fill(many, MANY)
        held = int(many.info("memory")["used_memory"]) / 2**20
        among_few, among_many = admission(few), admission(many)
        for call in (among_few, among_many):
            p99(call, 200)
        taken = interleaved(
            {
                "among 1,000 people": lambda: p99(among_few),
                "among 1,000,000 people": lambda: p99(among_many),
            },
            rounds=11,
        )
    table(f"Admission, p99 ({held:.0f} MiB in the fuller Redis)", "ms", taken,
          floor="among 1,000 people")  # fmt: skip
    one, other = (sorted(values)[len(values) // 2] for values in taken.values())
    return [Goal("p99 among a million over p99 among a thousand", other / one, 1.2, "×")]
