"""Settings of every tool under the names that WebUI gives them, which most people know."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.embedded import EmbeddedPrompt
from server.embedded.said import Object

NAMES = {
    "Steps": ("steps", "num_inference_steps"),
    "Sampler": ("sampler", "sampler_name", "ksamplerName", "Sampler"),
    "Schedule type": ("scheduler", "schedule", "noise_schedule"),
    "CFG scale": ("cfgscale", "cfgScale", "cfg_scale", "CfgScale", "cfg", "scale",
                  "guidance_scale", "guidance"),
    "Seed": ("seed", "Seed", "noise_seed"),
    "Denoising strength": ("denoise", "strength", "prompt_strength", "creativity"),
    "Clip skip": ("clip_skip", "clipSkip", "ClipSkip"),
    "VAE": ("vae", "vae_name", "sdVae", "use_vae_model"),
}  # fmt: skip


def text(value: object) -> str:
    """Return a value as a setting shows it; nothing for what is no plain value."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float) else ""


def first(told: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first of these fields that has a plain value."""
    values = (text(told.get(name)) for name in names)
    return next((value for value in values if value not in {"", "-1"}), "")


def words(told: Mapping[str, Any], *names: str) -> str:
    """Return the first of these fields that is a text, as it stands."""
    return next((told[name] for name in names if isinstance(told.get(name), str)), "")


def settings(told: Object, **others: str) -> dict[str, str]:
    """Return what is known of these fields; `others` say how a field is named, where need be."""
    found = {name: first(told, keys) for name, keys in NAMES.items()}
    width, height = first(told, ("width", "Width")), first(told, ("height", "Height"))
    found["Size"] = f"{width}x{height}" if width and height else ""
    return {name: value for name, value in (found | others).items() if value}


def stated(
    tool: str, prompt: str, negative: str, model: str = "", told: dict[str, str] | None = None
) -> EmbeddedPrompt:
    """Return the prompt, its model among the settings too."""
    named = {"Model": model} if model else {}
    return EmbeddedPrompt(tool, prompt, negative, model or None, {**(told or {}), **named})


def weighed(loras: Iterable[tuple[str, str]]) -> str:
    """Return networks and their weights as one setting."""
    return ", ".join(f"{name}: {weight}" if weight else name for name, weight in loras if name)
