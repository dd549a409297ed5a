"""The zip for the store: the same each time, for one service, and nothing in it that is refused."""

import hashlib
import json
import zipfile
from io import BytesIO

import pytest

from dev import extension
from dev.store_rules import faults, loaded, named
from dev.trouble import Trouble
from tests.support.children import ROOT

STORE = "https://lens.example"


def test_it_is_the_same_byte_for_byte() -> None:
    first, second = (extension.packed(extension.files(STORE)) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    entries = zipfile.ZipFile(BytesIO(first)).infolist()
    assert {entry.date_time for entry in entries} == {extension.EPOCH}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_one_setting_says_where_the_service_is() -> None:
    built = extension.files(STORE, "https://imgpilot.example/{prompt}")
    manifest = json.loads(built["manifest.json"])
    assert manifest["host_permissions"] == [f"{STORE}/*"]
    assert "key" not in manifest
    assert f'API_BASE = "{STORE}"'.encode() in built["lib/config.js"]
    assert b'IMGPILOT_CREATE = "https://imgpilot.example/{prompt}"' in built["lib/config.js"]
    assert list(faults(built)) == []
    here = extension.files()
    assert "key" in json.loads(here["manifest.json"])
    assert here["lib/config.js"] == (ROOT / "extension/lib/config.js").read_bytes()


@pytest.mark.parametrize("api", ["lens.example", "https://lens.example/", "ftp://x", "https://"])
def test_an_address_that_is_no_origin_is_refused(api: str) -> None:
    with pytest.raises(Trouble, match="not an origin"):
        extension.files(api)


def test_nothing_goes_along_that_no_browser_needs() -> None:
    names = set(extension.files())
    assert not [name for name in names if name.endswith((".md", ".py", ".txt"))]


def test_the_popup_fetches_its_modules_at_once() -> None:
    """One that is found only in another that is read is a round later on the way to the paint."""
    built = extension.files()
    first = set(named("popup/popup.html", built["popup/popup.html"].decode()))
    assert loaded(built, "popup/popup.js") <= first


SMALL = (ROOT / "extension/icons/16.png").read_bytes()
LONG = json.dumps({"app_name": {"message": "a" * 76}, "app_description": {"message": "b"}})


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("icons/48.png", SMALL, "icons/48.png is not 48 by 48"),
        ("_locales/en/messages.json", LONG.encode(), "longer than 75"),
        ("popup/popup.html", b'<script src="https://x.example/a.js">', "code from elsewhere"),
        ("popup/popup.html", b'<script src="gone.js">', "popup/gone.js, which is missing"),
        ("background.js", b'import "./lib/gone.js"', "lib/gone.js, which is missing"),
        ("background.js", b'eval("1")', "code from elsewhere"),
    ],
)
def test_what_the_store_would_refuse_is_found(name: str, content: bytes, fault: str) -> None:
    assert any(fault in said for said in faults({**extension.files(STORE), name: content}))


@pytest.mark.parametrize(
    ("field", "value"),
    [("manifest_version", 2), ("version", "1.0-beta"), ("permissions", ["tabs"]), ("key", "x"),
     ("content_security_policy", {})],
)  # fmt: skip
def test_a_manifest_that_the_store_would_refuse_is_found(field: str, value: object) -> None:
    built = extension.files(STORE)
    manifest = {**json.loads(built["manifest.json"]), field: value}
    assert list(faults({**built, "manifest.json": json.dumps(manifest).encode()}))


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_store_is_told_in_both_languages(locale: str) -> None:
    folder = ROOT / "extension" / "store" / locale
    text = (folder / "description.txt").read_text()
    assert "ImgPilot Prompt Lens" in text
    assert len(text) < 16_000
    pictures = sorted(folder.glob("*.png"))
    assert len(pictures) >= 3
    for path in pictures:
        assert path.stat().st_size < 200_000, path
