"""The text that Stable Diffusion WebUI and its many kin write as `parameters`.

    the prompt, over one or more lines
    Negative prompt: over one or more lines
    Steps: 20, Sampler: Euler a, Seed: 1, Size: 512x512, Model: name, …

The last two parts may be missing. As WebUI itself reads it: the last line is settings if
at least three pairs stand in it, and a line that begins with the label starts the negative.
"""

import re
from collections.abc import Mapping

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

TOOL = "sd-webui"
NEGATIVE = "Negative prompt:"
FEWEST_PAIRS = 3
LAST_LINES = 6
LONGEST_TEXT = 64 * 1024
LONGEST_SETTINGS = 16 * 1024
# Every repetition is bounded, so that no line can make the search take long.
_PAIR = re.compile(
    r"(\w[\w \-/]{0,60}): {0,4}"
    r'("(?:\\.|[^\\"]){0,1000}"|\{[^{}]{0,2000}\}|\[[^\[\]]{0,4000}\]|[^,]*)(?:,|$)'
)
_NETWORK = re.compile(r"<(?:lora|lyco):([^<>:]{1,200})(?::([\d.-]{1,8}))?[^<>]{0,100}>")
# How its kin sign with `Version`; the first that fits.
_VERSIONS = {
    r"classic": "forge-classic", r"neo.*": "forge-neo",
    r"f\d+\.\d+(?:\.\d+)?-v.*": "easy-reforge", r"f\d+\.\d+(?:\.\d+)?v\d+-v.*": "reforge",
    r"f\d.*": "forge", r"Fooocus.*": "fooocus", r"ComfyUI.*": "comfyui",
}  # fmt: skip


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt of the first text that is of this form."""
    return next(filter(None, map(read, said.free())), None)


def read(text: str) -> EmbeddedPrompt | None:
    """Return the prompt that the text states, or None where it is not of this form or too long."""
    if len(text) > LONGEST_TEXT:
        return None
    lines = text.replace("\r\n", "\n").strip("\0 \n\t").split("\n")
    lines, settings = _parted(lines)
    start = next((n for n, line in enumerate(lines) if line.startswith(NEGATIVE)), len(lines))
    negative = [line.removeprefix(NEGATIVE) for line in lines[start:]]
    prompt = "\n".join(lines[:start]).strip()
    if not (settings or (negative and prompt)) or _is_json(text):
        return None
    networks = fields.weighed(_NETWORK.findall(prompt))
    return EmbeddedPrompt(
        tool=_tool(settings),
        prompt=prompt,
        negative="\n".join(negative).strip(),
        model=settings.get("Model"),
        settings=settings | ({"LoRAs": networks} if networks else {}),
    )


def _parted(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return the lines before the settings, and those; some extensions write lines behind them."""
    for at in range(len(lines) - 1, max(len(lines) - LAST_LINES, 0) - 1, -1):
        is_meant = at == len(lines) - 1 or lines[at].startswith("Steps: ")
        if is_meant and (settings := _settings(lines[at])):
            return lines[:at], settings
    return lines, {}


def _tool(settings: Mapping[str, str]) -> str:
    if "App" in settings:
        return settings["App"].lower().replace(".", "-")
    version = settings.get("Version", "")
    signed = (tool for form, tool in _VERSIONS.items() if re.fullmatch(form, version))
    other = "civitai" if any(name.startswith("Civitai ") for name in settings) else TOOL
    return next(signed, other)


def _settings(line: str) -> dict[str, str]:
    if len(line) > LONGEST_SETTINGS:
        return {}
    pairs = {name.strip(): value.strip().strip('"') for name, value in _PAIR.findall(line)}
    return pairs if len(pairs) >= FEWEST_PAIRS and "Steps" in pairs else {}


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))
