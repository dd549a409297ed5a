"""The words of one place as each tool writes them, and what they mean."""

import json
from typing import Any, NamedTuple

from tests.embedded.graph_rows import CAT, DOG, clip, graph, sampler

SET = "Steps: 20, Sampler: Euler a, CFG scale: 6, Seed: 7, Size: 64x32, Model: m"
WEBUI = f"{CAT}\nNegative prompt: {DOG}\n{SET}"
GRAPH = graph(p=clip(CAT), eg=clip(DOG), k=sampler(["p", 0], ["eg", 0]))
JOB = "0123abcd-0123-4567-89ab-0123456789ab"


class Row(NamedTuple):
    """What is written, and what has to be read; `settings` are some of those."""

    name: str
    texts: dict[str, str]
    tool: str
    prompt: str = CAT
    negative: str = DOG
    model: str | None = "m"
    settings: dict[str, str] = {}  # noqa: RUF012  (nobody changes it)
    parts: tuple[str, ...] = ()


def signed(name: str, tool: str, tail: str) -> Row:
    """WebUI's text with what one of its kin signs it with."""
    return Row(name, {"parameters": f"{WEBUI}{tail}"}, tool, settings={"Seed": "7"})


def told(**values: Any) -> dict[str, str]:
    return {"parameters": json.dumps(values)}


KIN = [
    signed("WebUI", "sd-webui", ", Version: v1.10.1"),
    signed("WebUI of old", "sd-webui", ""),
    signed("Forge", "forge", ", Version: f2.0.1v1.10.1-previous-669-gdfdcbab6"),
    signed("Forge Classic", "forge-classic", ", Version: classic"),
    signed("Forge Neo", "forge-neo", ", Version: neo"),
    signed("Forge Neo with a number", "forge-neo", ", Version: neo-2.1"),
    signed("reForge", "reforge", ", Version: f1.0.0v2-v1.10.1RC-latest-1-g51"),
    signed("EasyReforge", "easy-reforge", ", Version: f1.3.0-v1.10.1RC-latest-1-g19"),
    signed("SD.Next", "sd-next", ", App: SD.Next, Version: 56a8aea"),
    signed("Civitai", "civitai", ", Civitai resources: [], Civitai metadata: {}"),
    signed("Fooocus as WebUI", "fooocus", ", Version: Fooocus v2.5.5"),
    signed("an extension's version beside it", "sd-webui", ", ADetailer Version: f2.1"),
]
TOOLS = [
    *KIN,
    Row("a network in the words", {"parameters": f"{CAT} <lora:x:0.8> <lora:y:1:2>\n{SET}"},
        "sd-webui", f"{CAT} <lora:x:0.8> <lora:y:1:2>", "", settings={"LoRAs": "x: 0.8, y: 1"}),
    Row("a graph", {"prompt": json.dumps(GRAPH)}, "comfyui", model=None, settings={"Seed": "7"}),
    Row("a graph under a label", {"Make": "Prompt: " + json.dumps(GRAPH)}, "comfyui", model=None),
    Row("a graph in an object", {"UserComment": json.dumps({"prompt": GRAPH, "workflow": {}})},
        "comfyui", model=None),
    Row("a graph as text in an object",
        {"UserComment": json.dumps({"prompt": json.dumps(GRAPH), "workflow": "{}"})}, "comfyui",
        model=None),
    Row("a graph beside what its saver says", {"prompt": json.dumps(GRAPH), "parameters":
        "unknown\nNegative prompt: unknown\nSteps: 20, Sampler: x, Seed: 1"}, "comfyui",
        model=None),
    Row("a graph without words beside what its saver says",
        {"prompt": json.dumps(graph(k=sampler(["p", 0], ["p", 0]))), "parameters": WEBUI},
        "sd-webui"),
    Row("Civitai's graph", {"UserComment": json.dumps(GRAPH | {"extraMetadata": "{}"})},
        "civitai", model=None),
    Row("Civitai's words where its graph has none", {"UserComment": json.dumps(
        {"extraMetadata": json.dumps({"prompt": CAT, "negativePrompt": DOG, "steps": 9})})},
        "civitai", model=None, settings={"Steps": "9"}),
    Row("SwarmUI", told(sui_image_params={
        "prompt": CAT, "negativeprompt": DOG, "model": "m", "seed": 7, "steps": 20, "cfgscale": 7.0,
        "width": 64, "height": 32, "loras": ["x"], "loraweights": ["0.5"],
        "swarm_version": "0.9.7"}), "swarmui",
        settings={"CFG scale": "7", "LoRAs": "x: 0.5", "Version": "0.9.7", "Size": "64x32"}),
    Row("SwarmUI beside its graph", told(sui_image_params={"prompt": CAT, "negativeprompt": DOG,
        "model": "m"}) | {"prompt": json.dumps(graph(k=sampler(["p", 0], ["p", 0])))}, "swarmui"),
    Row("Stability Matrix", {"parameters": WEBUI, "smproj": "{}", "prompt": json.dumps(GRAPH),
        "parameters-json": json.dumps({"PositivePrompt": CAT, "NegativePrompt": DOG, "Steps": 20,
        "CfgScale": 5, "Seed": 7, "Width": 64, "Height": 32, "ModelName": "m"})},
        "stability-matrix", settings={"Steps": "20", "CFG scale": "5", "Seed": "7"}),
    Row("InvokeAI", {"invokeai_metadata": json.dumps({
        "positive_prompt": CAT, "negative_prompt": DOG, "model": {"name": "m"}, "steps": 20,
        "scheduler": "euler_a", "cfg_scale": 6.0, "app_version": "6.10.0",
        "loras": [{"model": {"name": "x"}, "weight": 0.7}]})}, "invokeai",
        settings={"Sampler": "euler_a", "LoRAs": "x: 0.7", "Version": "6.10.0"}),
    Row("InvokeAI of version 3", {"invokeai_metadata": json.dumps({
        "positive_prompt": CAT, "negative_prompt": DOG, "model": {"model_name": "m"},
        "loras": [{"lora": {"model_name": "x"}, "weight": 1}]})}, "invokeai",
        settings={"LoRAs": "x: 1"}),
    Row("InvokeAI of version 2", {"sd-metadata": json.dumps({
        "model": "stable diffusion", "model_weights": "m", "app_version": "v2.1.0",
        "image": {"prompt": [{"prompt": f"{CAT} [{DOG}]", "weight": 1.0}], "steps": 20,
                  "cfg_scale": 7.5, "sampler": "k_lms", "seed": 7, "width": 64, "height": 32}})},
        "invokeai", settings={"Steps": "20", "Size": "64x32", "Version": "v2.1.0"}),
    Row("InvokeAI's command", {"Dream": f'"{CAT} [{DOG}]" -s 20 -S 7 -W 64 -H 32 -C 7.5 -A k_lms'},
        "invokeai", model=None, settings={"Seed": "7", "Sampler": "k_lms", "CFG scale": "7.5"}),
    Row("NovelAI", {"Software": "NovelAI", "Source": "m", "Description": "x",
        "Comment": json.dumps({
            "prompt": CAT, "uc": DOG, "steps": 28, "scale": 5.0, "seed": 7, "sampler": "k_euler"})},
        "novelai", settings={"Steps": "28", "CFG scale": "5"}),
    Row("NovelAI of old", {"Software": "NovelAI", "Source": "m", "Description": CAT,
        "Comment": json.dumps({"uc": DOG, "steps": 28})}, "novelai"),
    Row("NovelAI without a comment", {"Software": "NovelAI", "Source": "m", "Description": CAT},
        "novelai", negative=""),
    Row("NovelAI in Exif", {"UserComment": json.dumps({"Software": "NovelAI", "Source": "m",
        "Description": "\0\0" + CAT, "Comment": json.dumps({"prompt": CAT, "uc": DOG})})},
        "novelai"),
    Row("NovelAI's characters", {"Software": "NovelAI", "Source": "m", "Comment": json.dumps({
        "v4_prompt": {"caption": {"base_caption": CAT, "char_captions": [
            {"char_caption": "girl, red hair"}, {"char_caption": ""}, {"char_caption": "boy"}]}},
        "v4_negative_prompt": {"caption": {"base_caption": DOG}}, "uc": "x", "prompt": "y"})},
        "novelai", settings={"Character 2": "boy"}, parts=("girl, red hair", "boy")),
    Row("NovelAI, its name lost", {"Comment": json.dumps({"prompt": CAT, "uc": DOG,
        "noise_schedule": "karras"})}, "novelai", model=None),
    Row("Fooocus", told(prompt=CAT, negative_prompt=DOG, base_model="m", metadata_scheme="fooocus",
        resolution="(64, 32)", steps=30, guidance_scale=4, version="Fooocus v2.5.5",
        lora_combined_1="x : 0.5"), "fooocus",
        settings={"Size": "64x32", "Version": "Fooocus v2.5.5", "LoRAs": "x: 0.5"}),
    Row("RuinedFooocus", told(Prompt=CAT, Negative=DOG, base_model_name="m",
        software="RuinedFooocus", loras=[["x", 0.5]], sampler_name="dpmpp_2m"), "ruined-fooocus",
        settings={"Sampler": "dpmpp_2m", "LoRAs": "x: 0.5"}),
    Row("TensorArt", {"generation_data": json.dumps({
        "prompt": CAT, "negativePrompt": DOG, "baseModel": {"modelFileName": "m"}, "seed": "-1",
        "models": [{"modelFileName": "x", "weight": 0.8}], "cfgScale": 7}) + "\0",
        "prompt": json.dumps(graph(k=sampler(["p", 0], ["p", 0])))}, "tensorart",
        settings={"LoRAs": "x: 0.8", "CFG scale": "7"}),
    Row("a space of Hugging Face", told(prompt=CAT, negative_prompt=DOG, resolution="64 x 32",
        guidance_scale=7, num_inference_steps=28, Model="m"), "hf-space",
        settings={"Size": "64x32", "Steps": "28"}),
    Row("Draw Things", {"CreatorTool": "Draw Things", "description": "x",
        "UserComment": json.dumps({
        "c": CAT, "uc": DOG, "model": "m", "sampler": "Euler a", "scale": 7, "size": "64x32",
        "lora": [{"model": "x", "weight": 0.6}]})}, "draw-things",
        settings={"Size": "64x32", "LoRAs": "x: 0.6"}),
    Row("Easy Diffusion", {"prompt": CAT, "negative_prompt": DOG, "use_stable_diffusion_model": "m",
        "num_inference_steps": "20", "sampler_name": "euler", "use_lora_model": "None"},
        "easy-diffusion", settings={"Steps": "20"}),
    Row("Easy Diffusion's other names", {"Prompt": CAT, "Negative Prompt": DOG,
        "Stable Diffusion model": "m", "Steps": "20", "Guidance Scale": "7.5", "Sampler": "euler"},
        "easy-diffusion", settings={"Steps": "20", "CFG scale": "7.5"}),
    Row("Easy Diffusion in Exif", {"UserComment": json.dumps({"prompt": CAT, "negative_prompt": DOG,
        "use_stable_diffusion_model": "m", "seed": 7})}, "easy-diffusion", settings={"Seed": "7"}),
    Row("Midjourney", {"Description": f"{CAT} --ar 3:2 --v 6.1 Job ID: {JOB}", "Author": "x"},
        "midjourney", f"{CAT} --ar 3:2 --v 6.1", "", "Midjourney 6.1",
        {"Job ID": JOB, "Aspect ratio": "3:2"}),
    Row("Midjourney in XMP", {"description": f"{CAT} --niji 6 Job ID: {JOB}"}, "midjourney",
        f"{CAT} --niji 6", "", "Niji 6"),
]  # fmt: skip
SILENT = [
    ("nothing", {}),
    ("a comment", {"Comment": "Created with GIMP"}),
    ("a caption", {"Description": "My cat, on the wall", "Software": "Adobe Photoshop"}),
    (
        "a camera",
        {"Make": "Canon", "Model": "EOS 5D", "ImageDescription": "OLYMPUS CAMERA"},
    ),
    ("other JSON", {"Comment": '{"uc": 1, "c": []}', "UserComment": '{"a": {"b": 1}}'}),
    ("a prompt that is no graph", {"prompt": "a cat", "workflow": "none"}),
    ("a job of nobody", {"Description": "A painting. Job ID: 7"}),
]
HOLLOW = [
    {"parameters": "unknown\nNegative prompt: unknown\nSteps: 20, Sampler: x, Seed: 1"},
    {"parameters": SET},
    {"parameters": f"<lora:x:1>, <lora:y:0.5>\n{SET}"},
    {"parameters": f"((:1.2)), BREAK, 1.0\n{SET}"},
    told(sui_image_params={"prompt": "", "model": "m"}),
    {"invokeai_metadata": json.dumps({"positive_prompt": " \n", "steps": 1})},
    {"prompt": json.dumps(graph(p=clip(["gone", 0]), k=sampler(["p", 0], ["p", 0])))},
    {"Description": f" --v 6 Job ID: {JOB}"},
]
