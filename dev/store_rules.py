"""What Chrome's store and its browser ask of an extension's files, as far as files can tell.

Sources: the manifest's description in Chrome's documentation (names up to 75 letters, descriptions
up to 132, one to four numbers as a version), and the store's policy on code from elsewhere.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Any

from PIL import Image

MANIFEST = 3
Files = dict[str, bytes]
LONGEST = {"name": 75, "description": 132}
PERMISSIONS = {"contextMenus", "storage", "identity"}
VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){0,3}")
NAMED = re.compile(r'(?:src|href)="([^"#:]+)"|(?:from|import) ?\(?"(\.[^"]+)"')
REMARK = re.compile(r"/\*[\s\S]*?\*/")
ELSEWHERE = re.compile(r"""(?:src=|import\(?\s*|from )["']https?:|\beval\(|new Function\(""")


def faults(files: Files) -> Iterator[str]:
    """Yield what is wrong, in words."""
    manifest = json.loads(files["manifest.json"])
    yield from _manifest(manifest)
    yield from _locales(files, manifest)
    yield from _icons(files, manifest)
    for name, content in files.items():
        if name.endswith((".html", ".js")):
            yield from _code(files, name, content.decode())


def _manifest(manifest: dict[str, Any]) -> Iterator[str]:
    if manifest["manifest_version"] != MANIFEST:
        yield f"manifest_version is not {MANIFEST}"
    if not VERSION.fullmatch(manifest["version"]):
        yield f"version {manifest['version']} is not one to four numbers"
    if set(manifest["permissions"]) != PERMISSIONS:
        yield f"permissions are {manifest['permissions']}"
    if "content_security_policy" in manifest:
        yield "the browser's own policy is the strictest"
    (host,) = manifest["host_permissions"]
    if host.startswith("https:") and "key" in manifest:
        yield "the store gives the key itself"


def _locales(files: Files, manifest: dict[str, Any]) -> Iterator[str]:
    paths = sorted(name for name in files if name.startswith("_locales/"))
    if f"_locales/{manifest['default_locale']}/messages.json" not in paths:
        yield "the default language has no sentences"
    for path in paths:
        sentences = json.loads(files[path])
        for field, longest in LONGEST.items():
            key = manifest[field].removeprefix("__MSG_").removesuffix("__")
            if not 0 < len(sentences[key]["message"]) <= longest:
                yield f"{path}: {key} is empty or longer than {longest} letters"


def _icons(files: Files, manifest: dict[str, Any]) -> Iterator[str]:
    icons = {**manifest["icons"], **manifest["action"]["default_icon"]}
    if not {"16", "32", "48", "128"} <= set(icons):
        yield "an icon's size is missing"
    for side, path in icons.items():
        if path not in files:
            yield f"{path} is missing"
        elif Image.open(BytesIO(files[path])).size != (int(side), int(side)):
            yield f"{path} is not {side} by {side}"
    for path in (
        manifest["background"]["service_worker"],
        manifest["action"]["default_popup"],
        manifest["options_ui"]["page"],
    ):
        if path not in files:
            yield f"{path} is missing"


def _code(files: Files, name: str, text: str) -> Iterator[str]:
    if ELSEWHERE.search(REMARK.sub("", text)):
        yield f"{name} runs code from elsewhere"
    for path in named(name, text):
        if path not in files:
            yield f"{name} names {path}, which is missing"


def named(name: str, text: str) -> Iterator[str]:
    """Yield the paths of what a page or a module loads."""
    for page, module in NAMED.findall(REMARK.sub("", text)):
        yield normpath(join(dirname(name), page or module))


def loaded(files: Files, page: str) -> set[str]:
    """Return the paths of all that a page needs, itself included."""
    found, new = set[str](), {page}
    while new:
        found |= new
        code = {path for path in new if path.endswith((".html", ".js"))}
        new = {each for path in code for each in named(path, files[path].decode())} - found
    return found
