"""What a browser finds on its disk: the extension, and how large somebody wants every page."""

import json
import math
from pathlib import Path

from dev import extension
from tests.support.image_host import NAME

CREATE = f"http://{NAME}/create?prompt={{prompt}}"


def install(folder: Path, api: str, version: str = "") -> None:
    """Build the extension for this service, as `make extension` does, over what is there."""
    copy = folder / "extension"
    built = extension.files(api, CREATE)
    if version:
        manifest = {**json.loads(built["manifest.json"]), "version": version}
        built["manifest.json"] = json.dumps(manifest).encode()
    for name, content in built.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def zoomed(profile: Path, zoom: float) -> None:
    """Choose it in a new profile. The browser counts in steps of a fifth."""
    chosen = {"partition": {"default_zoom_level": {"x": math.log(zoom, 1.2)}}}
    path = profile / "Default" / "Preferences"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(chosen))
