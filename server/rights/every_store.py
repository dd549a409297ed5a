"""Ask every store, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.domain.subject import Subject


@dataclass(frozen=True, slots=True)
class Store:
    """One store's two answers. `erase` is None for what the law keeps."""

    name: str
    export: Callable[[Subject], object]
    erase: Callable[[Subject], object] | None


class Rights:
    """What a bearer may ask of everything that is held on them. Raises ServiceUnavailable."""

    def __init__(self, stores: Sequence[Store]) -> None:
        """Erasing goes in this order: jobs first, and what a retry needs to come in last."""
        self._stores = stores

    def export(self, owner: Subject) -> dict[str, object]:
        """Return everything held, by the name of its store; empty ones are left out."""
        held = {store.name: store.export(owner) for store in self._stores}
        return {name: what for name, what in held.items() if what}

    def erase(self, owner: Subject) -> None:
        """Erase everything but what the law keeps."""
        erasers = [store.erase for store in self._stores if store.erase]
        # The first once more, for what was begun before the door was shut.
        for erase in [*erasers, *erasers[:1]]:
            erase(owner)
