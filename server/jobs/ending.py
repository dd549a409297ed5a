"""How a job ends, and what that costs."""

from dataclasses import dataclass
from typing import Literal, Self

from server.domain.job import Charge, Problem, Unit
from server.domain.result import Result
from server.domain.subject import Subject
from server.errors import PromptLensError

FREE = Charge(unit="none", amount=0, state="released")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ends: with a result or with a problem, one of the two."""

    charge: Charge
    result: Result | None = None
    problem: Problem | None = None

    @classmethod
    def failed(cls, unit: Unit, error: PromptLensError) -> Self:
        """Return the end of a job that failed: nothing is owed."""
        given_back = Charge(unit=unit, amount=0, state="released")
        return cls(given_back, problem=Problem.of(error))

    @property
    def state(self) -> Literal["succeeded", "failed"]:
        """Name the state that the job ends in."""
        return "succeeded" if self.result else "failed"

    @property
    def gives_back(self) -> bool:
        """Say whether what was held goes back."""
        return self.charge.state == "released"


def price(unit: Unit, state: Literal["held", "settled"]) -> Charge:
    """Return what an answer of a model costs; an own key pays for it elsewhere."""
    return Charge(unit=unit, amount=0 if unit == "own-key" else 1, state=state)


def unit_of(owner: Subject) -> Unit:
    """Name what an owner pays with who brings no key."""
    return "credit" if owner.kind == "account" else "trial"
