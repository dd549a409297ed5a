"""Run every table, or those that are named: `python -m bench.analysis outage memory`."""

import sys

from bench import goals, machine

TABLES = ("scenarios", "outage", "first_word", "overhead", "deadline", "memory")


def main(names: list[str]) -> None:
    """Measure and print."""
    machine.introduce("openai", "google-genai", "httpx2", "celery", "redis")
    goals.measure("bench.analysis", names or TABLES)


if __name__ == "__main__":
    main(sys.argv[1:])
