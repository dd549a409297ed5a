"""A fault of ours in reading a file's words costs the file's words, never the job."""

import pytest

from server.domain.embedded import Statement
from server.embedded.asked import hidden_in, is_told_by, statement_of
from server.embedded.tools import webui
from tests.support import pictures


def test_what_nobody_foresaw_is_silence_and_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = pictures.png(pictures.PARAMETERS)
    assert statement_of(told, whole=True).prompt
    assert is_told_by(told)

    def fails(_: object) -> None:
        raise LookupError("a castle on a hill")

    monkeypatch.setattr(webui, "parse", fails)
    assert statement_of(told, whole=True) == Statement()
    assert not is_told_by(told)
    assert hidden_in(b"\0" * 64) is None
    assert "LookupError" in caplog.text
    assert "castle" not in caplog.text
