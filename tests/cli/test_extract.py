"""`prompt-lens extract` as its user meets it: what it prints, where, and how it ends."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import _text, main
from server.domain.result import Lengths, Prompt, Result
from tests.support.image_host import ImageHost, image_host
from tests.support.pictures import PARAMETERS, jpeg, png
from tests.support.provider import ProviderServer

# Neither answers; the command needs neither.
NOWHERE = {
    "PROMPT_LENS_REDIS_URL": "redis://127.0.0.1:1/0",
    "PROMPT_LENS_DATABASE_URL": "postgresql://127.0.0.1:1/none",
}


@dataclass(frozen=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


def prompt_lens(*words: str, **settings: str) -> Ended:
    """Run the command as a terminal's user would, in this process; no exception may come out."""
    ended = CliRunner(env={**NOWHERE, **settings}).invoke(main, words)
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


@pytest.fixture(scope="module")
def images() -> Iterator[ImageHost]:
    with image_host() as host:
        yield host


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cliff.png"
    path.write_bytes(png(PARAMETERS))
    return path


def test_a_files_own_prompt_is_a_result(file: Path) -> None:
    ended = prompt_lens("extract", str(file))
    assert (ended.returncode, ended.stderr) == (0, "")
    result = Result.model_validate_json(ended.stdout)
    assert result.origin == "embedded"
    assert result.image.bytes_read == result.image.bytes == file.stat().st_size


def test_an_image_that_is_its_own_address_is_read(file: Path) -> None:
    ended = prompt_lens("extract", f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}")
    assert Result.model_validate_json(ended.stdout).origin == "embedded"
    refused = prompt_lens("extract", "data:image/svg+xml,%3Csvg/%3E")
    assert json.loads(refused.stdout)["code"] == "unsupported_format"


def test_text_is_the_modes_prompt_and_negative(file: Path) -> None:
    ended = prompt_lens("extract", str(file), "--format", "text", "--mode", "stable-diffusion")
    first, last = ended.stdout.splitlines()[0], ended.stdout.splitlines()[-1]
    assert first.startswith("a lighthouse on a cliff, (storm clouds:1.2)")
    assert last.startswith("Negative prompt: people, text")


def test_without_a_model_it_says_that_none_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "plain.jpg"
    path.write_bytes(jpeg())
    ended = prompt_lens("extract", str(path), "--format", "text")
    assert ended.returncode == 0
    assert ended.stderr.startswith("No model was asked.")


def test_a_url_is_fetched_by_the_guarded_way(images: ImageHost) -> None:
    url = images.add("/cliff.png", png(PARAMETERS))
    ended = prompt_lens("extract", url, PROMPT_LENS_DEV_HOSTS=images.dev_hosts)
    assert Result.model_validate_json(ended.stdout).origin == "embedded"
    here = f"http://127.0.0.1:{images.port}/cliff.png"
    asked = images.hits["/cliff.png"]
    refused = prompt_lens("extract", here, PROMPT_LENS_DEV_HOSTS=images.dev_hosts)
    assert json.loads(refused.stdout)["code"] == "url_refused"
    assert images.hits["/cliff.png"] == asked


def test_a_model_answers_where_one_is_set(tmp_path: Path, provider: ProviderServer) -> None:
    path = tmp_path / "plain.jpg"
    path.write_bytes(jpeg())
    ended = prompt_lens(
        "extract", str(path),
        PROMPT_LENS_OPENAI_KEY="sk-test", PROMPT_LENS_OPENAI_BASE_URL=provider.base_url,
    )  # fmt: skip
    assert Result.model_validate_json(ended.stdout).origin == "inferred", ended.stderr


FAILURES: list[tuple[str, bytes, str]] = [
    ("nothing at all", b"", "not_an_image"),
    ("words", b"prose, not a picture" * 20, "not_an_image"),
    ("half a picture", jpeg()[:300], "broken_image"),
    ("more bytes than are read", jpeg() + bytes(10 * 1024 * 1024), "too_large"),
]


@pytest.mark.parametrize(("name", "data", "code"), FAILURES)
def test_a_failure_is_one_sentence_and_a_problem(
    name: str, data: bytes, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "image"
    path.write_bytes(data)
    ended = prompt_lens("extract", str(path))
    problem = json.loads(ended.stdout)
    assert (ended.returncode, problem["code"]) == (1, code)
    assert ended.stderr == f"Error: {problem['title']} {problem['next_step']}\n"
    as_text = prompt_lens("extract", str(path), "--format", "text")
    assert (as_text.returncode, as_text.stdout, as_text.stderr) == (1, "", ended.stderr)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["extract"], "FILE-OR-URL"),
        (["extract", "no-such-file.png"], "no-such-file.png"),
        (["extract", "."], "directory"),
        (["extract", "a.png", "--mode", "no-such-mode"], "the modes are general, "),
        (["extract", "a.png", "--format", "yaml"], "yaml"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_a_wrong_command_is_a_usage_error(words: list[str], said: str) -> None:
    ended = prompt_lens(*words)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert said in ended.stderr


def test_wrong_settings_are_named(file: Path) -> None:
    ended = prompt_lens("extract", str(file), PROMPT_LENS_PORT="many")
    assert ended.returncode == 1
    assert "PROMPT_LENS_PORT" in ended.stderr


@pytest.mark.parametrize(
    "stated", ["a\x1b]0;title\x07b", "a\x9b2Jb", "a\rb", "a\x08b", "a\x00b", "a\x7fb"]
)
def test_a_terminal_is_not_commanded_by_a_file(stated: str) -> None:
    said = f"first\n{stated} 灯塔 👩‍🎨"
    lengths = Lengths(short=said, rich=said)
    prompt = Prompt(prompt=said, lengths=lengths, negative=stated, parameters={}, notes=[])
    text = _text(prompt)
    assert text.startswith("first\na")
    assert text.split("\n")[1].endswith("b 灯塔 👩‍🎨")
    assert not set(text) & set("\x1b\x07\x9b\r\x08\x00\x7f")
