"""What an extraction needs of the rooms. A web process imports none of it."""

from datetime import UTC, datetime

from server.app.own_look import nobodys, own_look
from server.app.providers import check_models
from server.app.routes import chosen_model, offline_look
from server.app.stores import Stores
from server.embedded.asked import is_told_by
from server.images.fetch import SECONDS, Fetcher
from server.images.pool import NormaliserPool
from server.jobs.asking import Asking, LookUp, unshared
from server.jobs.extract import Rooms
from server.net.resolve import SystemResolver
from server.settings import Settings

DECODE_SECONDS = 5.0


def make_rooms(settings: Settings, stores: Stores | None) -> tuple[Rooms, NormaliserPool]:
    """Return what an extraction needs of the rooms, and their processes, not yet started.

    Without stores nothing that a model says is shared. Raises SettingsError.
    """
    check_models(settings, datetime.now(UTC).date())
    fetcher = Fetcher(
        resolver=SystemResolver(),
        public_url=settings.public_url,
        dev_hosts=settings.dev_hosts,
        enough=is_told_by,
    )
    decoders = NormaliserPool()
    rooms = Rooms(
        fetch=lambda url, left: fetcher.fetch(url, min(left, SECONDS)),
        normalise=lambda data, left: decoders.normalise(
            data, settings.image_size, min(left, DECODE_SECONDS)
        ),
        look_up=_look_up(settings, stores),
        own_look=own_look(settings, stores.own_keys) if stores else nobodys,
    )
    return rooms, decoders


def _look_up(settings: Settings, stores: Stores | None) -> LookUp:
    model = chosen_model(settings, stores)
    if model is None:
        return unshared(lambda picture, *_: offline_look(picture))
    if stores is None:
        return unshared(model.look)
    return Asking(stores.flights, stores.pool, model).look_up
