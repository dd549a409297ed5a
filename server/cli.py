"""The command line: `prompt-lens`.

`extract` runs the pipeline in this process, without a queue, Redis or a database. What goes
to stdout is the answer alone; a failure is one sentence and its next step on stderr, with
`--format json` also a problem document on stdout, and exit code 1 (2: the command was wrong).
"""

import logging
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server import __version__
from server.errors import InternalError, PromptLensError, ServiceUnavailable, TooLarge
from server.settings import SettingsError, load

NO_DATABASE = "The database cannot be had ({}); check PROMPT_LENS_DATABASE_URL."

# What the commands need is imported in them: `--help` answers at once.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from server.domain.job import Stage
    from server.domain.result import Prompt, Result
    from server.images.fetch import Fetched


def _known(_: click.Context, __: click.Parameter, mode: str) -> str:
    from server.modes.render import catalogue

    known = [each.id for each in catalogue()]
    if mode not in known:
        raise click.BadParameter(f"the modes are {', '.join(known)}.")
    return mode


@click.group()
@click.version_option(__version__, prog_name="prompt-lens")
def main() -> None:
    """Read the prompt that would make an image again."""
    logging.getLogger().addHandler(logging.NullHandler())


@main.command()
@click.argument("image", metavar="FILE-OR-URL")
@click.option("--format", "form", type=click.Choice(["json", "text"]), default="json")
@click.option("--mode", default="general", metavar="ID", callback=_known, help="What text shows.")
@click.option("--language", default="en", metavar="TAG", help="Of the prose, such as en or zh-CN.")
def extract(image: str, form: str, mode: str, language: str) -> None:
    """Print what an image's file states or what a model sees."""
    with _failures_in_words(as_json=form == "json"):
        result = _extracted(image, language)
    if form == "json":
        click.echo(result.model_dump_json(indent=2))
        return
    for caution in result.warnings:
        click.echo(caution.message, err=True)
    click.echo(_text(result.prompts[mode]))


@main.command()
def migrate() -> None:
    """Bring the database to its newest shape."""
    from server.net.sql import migrate as bring

    with _failures_in_words(as_json=False):
        settings = load()
        try:
            bring(settings.database_url)
        except ServiceUnavailable as error:
            raise click.ClickException(NO_DATABASE.format(error)) from error


@main.command()
def audit() -> None:
    """Name every key in Redis that is kept for longer than 30 days, and fail if there is one."""
    from server.app.stores import open_redis
    from server.jobs.keys import MEMBER_JOB_SECONDS
    from server.jobs.queue import ENDLESS_KEYS
    from server.net.redis import kept_too_long, translated

    with _failures_in_words(as_json=False):
        with open_redis(load()) as client, translated():
            found = sorted(set(kept_too_long(client, MEMBER_JOB_SECONDS)) - ENDLESS_KEYS)
        for key in found:
            click.echo(key)
        if found:
            raise click.ClickException(f"{len(found)} keys are kept for longer than 30 days.")
    click.echo("No key is kept for longer than 30 days.")


@contextmanager
def _failures_in_words(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except click.ClickException:
        raise
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    except Exception as error:
        from server.domain.job import Problem

        ours = error if isinstance(error, PromptLensError) else InternalError()
        if as_json:
            click.echo(Problem.of(ours).model_dump_json(indent=2))
        raise click.ClickException(f"{ours.sentence} {ours.next_step}") from error


@dataclass(frozen=True, slots=True)
class _Progress:
    """Tells a person at a terminal how far it is."""

    def stage(self, stage: "Stage", _: str = "") -> None:
        if sys.stderr.isatty():
            click.echo(f"{stage.capitalize()} …", err=True)

    def gained(self, text: str) -> None: ...

    def restarted(self) -> None: ...


def _extracted(image: str, language: str) -> "Result":
    from server.app.providers import job_seconds
    from server.app.rooms import make_rooms
    from server.domain.job import Order
    from server.jobs.extract import extract as run
    from server.net.data_url import is_data_url

    settings = load()
    rooms, decoders = make_rooms(settings, None)
    if "://" not in image and not is_data_url(image):
        here = _read(Path(image))
        rooms = replace(rooms, fetch=lambda _, __: here)
    try:
        order = Order(image, language, fresh=True)
        return run(rooms, order, None, job_seconds(settings), _Progress())
    finally:
        decoders.close()


def _read(path: Path) -> "Fetched":
    from server.images.fetch import MAX_BYTES, Fetched

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="FILE-OR-URL") from error
    if len(data) > MAX_BYTES:
        raise TooLarge
    return Fetched(data, bytes_read=len(data), size=len(data), whole=True)


def _text(prompt: "Prompt") -> str:
    """Return a prompt for a terminal, which must not obey what a stranger's file states."""
    said = [prompt.prompt, f"Negative prompt: {prompt.negative}" if prompt.negative else ""]
    text = "\n".join(filter(None, said))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


if __name__ == "__main__":
    main()
