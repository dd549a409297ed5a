"""`make extension`: the extension as a zip for Chrome's store, byte for byte the same each time.

    make extension                                    for the service on this machine
    make extension API=https://lens.example           for the store
    make extension API=… CREATE='https://imgpilot.example/create?prompt={prompt}'

The service's address is the one setting. A zip for the store leaves out the manifest's `key`, which
pins the id of an unpacked extension and which the store gives itself.
"""

import argparse
import json
import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from dev.bootstrap import ROOT
from dev.store_rules import faults
from dev.trouble import Trouble

FOLDER = ROOT / "extension"
LOCAL = "http://127.0.0.1:8787"
# What is for people who read the code, not for the browser.
LEFT_OUT = re.compile(r"^(README\.md$|store/|icons/draw\.py$)|__pycache__")
EPOCH = (1980, 1, 1, 0, 0, 0)
FOR_STORE = "https"


def files(api: str = LOCAL, create: str = "") -> dict[str, bytes]:
    """Return every file of the build by its path. Raises Trouble for an address that is none."""
    at = urlsplit(api)
    if at.scheme not in {"http", "https"} or not at.hostname or api != f"{at.scheme}://{at.netloc}":
        raise Trouble(f"{api} is not an origin, as https://lens.example is")
    paths = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    named = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in paths}
    built = {name: content for name, content in named.items() if not LEFT_OUT.search(name)}
    built["lib/config.js"] = _config(built["lib/config.js"].decode(), api, create)
    manifest = json.loads(built["manifest.json"])
    manifest["host_permissions"] = [f"{at.scheme}://{at.hostname}/*"]
    if at.scheme == FOR_STORE:
        del manifest["key"]
    built["manifest.json"] = f"{json.dumps(manifest, indent=2, ensure_ascii=False)}\n".encode()
    return built


def packed(built: dict[str, bytes]) -> bytes:
    """Return them as a zip: sorted, of no date, and stored, so that no zlib has a say in it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(built):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, built[name])
    return out.getvalue()


def _config(text: str, api: str, create: str) -> bytes:
    values = {"API_BASE": api, "IMGPILOT_CREATE": create}
    for name, value in values.items():
        line = re.compile(rf"^export const {name} = .*;$", re.MULTILINE)
        if len(line.findall(text)) != 1:
            raise Trouble(f"lib/config.js does not say {name} once")
        before, after = line.split(text)
        text = f"{before}export const {name} = {json.dumps(value)};{after}"
    return text.encode()


def main() -> int:
    """Build, check and write it; return the exit code."""
    arguments = argparse.ArgumentParser(prog="make extension")
    arguments.add_argument("--api", default=LOCAL)
    arguments.add_argument("--create", default="")
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    built = files(given.api, given.create)
    if wrong := list(faults(built)):
        print("\n".join(wrong))
        return 1
    version = json.loads(built["manifest.json"])["version"]
    out = given.out or ROOT / ".run" / f"imgpilot-prompt-lens-{version}.zip"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(packed(built))
    print(f"{out}: {len(built)} files, {out.stat().st_size:,} bytes, for {given.api}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(str(trouble))
