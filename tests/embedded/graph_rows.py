"""Graphs as ComfyUI ran them, each with what its sampler was given. Nodes name their inputs as
their makers do."""

from typing import Any

Inputs = dict[str, Any]
Row = tuple[str, dict[str, Any], str, str]


def graph(**nodes: tuple[str, Inputs]) -> dict[str, Any]:
    return {
        name.lstrip("n"): {"class_type": kind, "inputs": inputs}
        for name, (kind, inputs) in nodes.items()
    }


def clip(text: Any) -> tuple[str, Inputs]:
    return "CLIPTextEncode", {"text": text, "clip": ["loader", 1]}


def sampler(positive: Any, negative: Any, **more: Any) -> tuple[str, Inputs]:
    told = {"seed": 7, "steps": 20, "cfg": 5.5, "sampler_name": "euler", "scheduler": "normal"}
    return "KSampler", {**told, "positive": positive, "negative": negative, **more}


CAT, DOG = "a cat on a wall", "a dog"
BOTH = {"p": clip(CAT), "n": clip(DOG)}
LINKED = sampler(["p", 0], ["n", 0])


def through(kind: str, **inputs: Any) -> dict[str, Any]:
    """A node between the words and the sampler, for both signs at once."""
    middle = kind, {"positive": ["p", 0], "negative": ["n", 0], **inputs}
    return graph(p=BOTH["p"], neg=clip(DOG), m=(middle[0], {**middle[1], "negative": ["eg", 0]}),
                 k=sampler(["m", 0], ["m", 1]))  # fmt: skip


def alone(kind: str, name: str = "conditioning", **inputs: Any) -> dict[str, Any]:
    """A node between the words and the sampler, for the one sign."""
    return graph(p=clip(CAT), eg=clip(DOG), m=(kind, {name: ["p", 0], **inputs}),
                 k=sampler(["m", 0], ["eg", 0]))  # fmt: skip


def written(kind: str, slot: int = 0, **inputs: Any) -> dict[str, Any]:
    """A node that makes the text of an encoder."""
    return graph(
        w=(kind, inputs), p=clip(["w", slot]), eg=clip(DOG), k=sampler(["p", 0], ["eg", 0])
    )


def encoded(kind: str, **inputs: Any) -> dict[str, Any]:
    """A node that encodes words of its own."""
    return graph(p=(kind, inputs), eg=clip(DOG), k=sampler(["p", 0], ["eg", 0]))


def guided(guider: tuple[str, Inputs]) -> dict[str, Any]:
    return graph(
        p=clip(CAT), eg=clip(DOG), g=guider,
        k=("SamplerCustomAdvanced", {"noise": ["r", 0], "guider": ["g", 0], "sampler": ["s", 0],
                                     "sigmas": ["b", 0], "latent_image": ["e", 0]}),
        r=("RandomNoise", {"noise_seed": 7}), s=("KSamplerSelect", {"sampler_name": "euler"}),
        b=("BasicScheduler", {"scheduler": "normal", "steps": 20, "denoise": 1}),
        e=("EmptySD3LatentImage", {"width": 64, "height": 32, "batch_size": 1}),
    )  # fmt: skip


ROWS: list[Row] = [
    ("plain", graph(p=clip(CAT), eg=clip(DOG), k=sampler(["p", 0], ["eg", 0])), CAT, DOG),
    ("the advanced sampler",
     graph(p=clip(CAT), eg=clip(DOG),
           k=("KSamplerAdvanced", {"noise_seed": 7, "positive": ["p", 0], "negative": ["eg", 0]})),
     CAT, DOG),
    ("a sampler of parts",
     graph(p=clip(CAT), eg=clip(DOG),
           k=("SamplerCustom", {"noise_seed": 7, "positive": ["p", 0], "negative": ["eg", 0],
                                "sigmas": ["x", 0]})), CAT, DOG),
    ("a guider of one", guided(("BasicGuider", {"conditioning": ["p", 0]})), CAT, ""),
    ("a guider of two", guided(("CFGGuider", {"positive": ["p", 0], "negative": ["eg", 0]})),
     CAT, DOG),
    ("a guider of three", guided(("DualCFGGuider", {"cond1": ["p", 0], "cond2": ["eg", 0],
                                                    "negative": ["eg", 0]})), CAT, DOG),
    *[(kind, through(kind, strength=1.0, start_percent=0.0), CAT, DOG) for kind in (
        "ControlNetApplyAdvanced", "ControlNetApplySD3", "InpaintModelConditioning",
        "InstructPixToPixConditioning", "LTXVConditioning", "ACN_AdvancedControlNetApply_v2")],
    *[(kind, alone(kind), CAT, DOG) for kind in (
        "FluxGuidance", "ReferenceLatent", "unCLIPConditioning", "ControlNetApply",
        "StyleModelApply", "ConditioningSetArea", "ConditioningSetTimestepRange",
        "GLIGENTextBoxApply",         "StableCascade_StageB_Conditioning")],
    ("a reroute", alone("Reroute", ""), CAT, DOG),
    ("a reroute of rgthree", alone("Reroute (rgthree)", ""), CAT, DOG),
    ("a switch", alone("Any Switch (rgthree)", "any_01"), CAT, DOG),
    ("a chosen input", alone("ImpactSwitch", "input2", select=2, input1=["eg", 0]), CAT, DOG),
    ("conditionings together",
     alone("ConditioningCombine", "conditioning_1", conditioning_2=["eg", 0]),
     f"{CAT} {DOG}", DOG),
    ("conditionings one after the other",
     alone("ConditioningConcat", "conditioning_to", conditioning_from=["eg", 0]),
     f"{CAT} {DOG}", DOG),
    ("the same words twice", alone("ConditioningCombine", "conditioning_1",
                                   conditioning_2=["p", 0]), CAT, DOG),
    ("a negative of nothing",
     graph(p=clip(CAT), z=("ConditioningZeroOut", {"conditioning": ["p", 0]}),
           k=sampler(["p", 0], ["z", 0])), CAT, ""),
    ("SDXL, twice the same", encoded("CLIPTextEncodeSDXL", text_g=CAT, text_l=CAT), CAT, DOG),
    ("SDXL, two texts", encoded("CLIPTextEncodeSDXL", text_g=CAT, text_l="oil"), f"{CAT} oil", DOG),
    ("SDXL's refiner", encoded("CLIPTextEncodeSDXLRefiner", ascore=6, text=CAT), CAT, DOG),
    ("Flux", encoded("CLIPTextEncodeFlux", clip_l="", t5xxl=CAT, guidance=3.5), CAT, DOG),
    ("SD3", encoded("CLIPTextEncodeSD3", clip_l=CAT, clip_g=CAT, t5xxl=CAT, empty_padding="none"),
     CAT, DOG),
    ("Hunyuan", encoded("CLIPTextEncodeHunyuanDiT", bert=CAT, mt5xl=CAT), CAT, DOG),
    ("HiDream", encoded("CLIPTextEncodeHiDream", clip_l="", clip_g="", t5xxl=CAT, llama=CAT), CAT,
     DOG),
    ("Lumina", encoded("CLIPTextEncodeLumina2", system_prompt="superior", user_prompt=CAT), CAT,
     DOG),
    ("Qwen", encoded("TextEncodeQwenImageEditPlus", prompt=CAT, image1=["x", 0]), CAT, DOG),
    ("weights of others", encoded("BNK_CLIPTextEncodeAdvanced", text=CAT,
                                  token_normalization="none", weight_interpretation="comfy"),
     CAT, DOG),
    ("smZ", encoded("smZ CLIPTextEncode", text=CAT, parser="A1111", text_g="", text_l=""), CAT,
     DOG),
    ("a power prompt", encoded("Power Prompt (rgthree)", prompt=CAT, insert_lora="CHOOSE"), CAT,
     DOG),
    ("SDXL's power prompt", encoded("SDXL Power Prompt - Positive (rgthree)", prompt_g=CAT,
                                    prompt_l="oil", insert_lora="CHOOSE"), f"{CAT} oil", DOG),
    ("a wildcard that was chosen",
     encoded("ImpactWildcardEncode", wildcard_text="a {cat|cow}", populated_text=CAT, mode="x"),
     CAT, DOG),
    ("a text that was processed",
     written("ImpactWildcardProcessor", wildcard_text="__a__", populated_text=CAT, mode="populate"),
     CAT, DOG),
    ("a primitive", written("PrimitiveStringMultiline", value=CAT), CAT, DOG),
    ("a text", written("CR Text", text=CAT), CAT, DOG),
    ("a prompt", written("CR Prompt Text", prompt=CAT), CAT, DOG),
    ("a string", written("String Literal", string=CAT), CAT, DOG),
    ("a positive", written("easy positive", positive=CAT), CAT, DOG),
    ("a text that is shown", written("ShowText|pysssss", text=["eg", 0], text_0=CAT), CAT, DOG),
    ("strings together", written("StringConcatenate", string_a="a cat", string_b="on a wall",
                                 delimiter=" "), CAT, DOG),
    ("texts together", written("Text Concatenate", delimiter=", ", clean_whitespace="true",
                               text_a="a cat", text_b="oil"), "a cat, oil", DOG),
    ("texts in a row", written("CR Text Concatenate", text1="a cat", text2="oil", separator="\\n"),
     "a cat oil", DOG),
    ("joined strings", written("JoinStrings", string1="a cat", string2="oil", delimiter=", "),
     "a cat, oil", DOG),
    ("prompts together", written("easy promptConcat", prompt1="a cat", prompt2="oil",
                                 separator=", "), "a cat, oil", DOG),
    ("a style for both", written("SDXLPromptStyler", text_positive=CAT, text_negative=DOG,
                                 style="base"), CAT, DOG),
    ("an efficient loader",
     graph(e=("Efficient Loader", {"ckpt_name": "m", "positive": CAT, "negative": DOG}),
           k=("KSampler (Efficient)", {"seed": 1, "positive": ["e", 1], "negative": ["e", 2]})),
     CAT, DOG),
    ("an efficient loader with linked words",
     graph(w=("String Literal", {"string": CAT}),
           e=("Efficient Loader", {"ckpt_name": "m", "positive": ["w", 0], "negative": DOG}),
           k=("KSampler (Efficient)", {"seed": 1, "positive": ["e", 1], "negative": ["e", 2]})),
     CAT, DOG),
    ("a pipe of loader and sampler",
     graph(e=("easy fullLoader", {"ckpt_name": "m", "positive": CAT, "negative": DOG}),
           s=("easy preSampling", {"pipe": ["e", 0], "steps": 20, "seed": 7}),
           k=("easy kSampler", {"pipe": ["s", 0]})), CAT, DOG),
    ("a context",
     graph(p=clip(CAT), eg=clip(DOG),
           c=("Context (rgthree)", {"positive": ["p", 0], "negative": ["eg", 0]}),
           k=sampler(["c", 4], ["c", 5])), CAT, DOG),
    ("a basic pipe",
     graph(p=clip(CAT), eg=clip(DOG),
           b=("ToBasicPipe", {"positive": ["p", 0], "negative": ["eg", 0], "model": ["x", 0]}),
           f=("FromBasicPipe", {"basic_pipe": ["b", 0]}),
           k=sampler(["f", 3], ["f", 4])), CAT, DOG),
    ("Wan",
     graph(t=("WanVideoTextEncode", {"positive_prompt": CAT, "negative_prompt": DOG}),
           k=("WanVideoSampler", {"seed": 1, "steps": 4, "text_embeds": ["t", 0]})), CAT, DOG),
    ("a picture is enlarged with other words",
     graph(p=clip(CAT), eg=clip(DOG), q=clip("sharp"),
           k=sampler(["p", 0], ["eg", 0], latent_image=["e", 0]),
           e=("EmptyLatentImage", {"width": 64, "height": 32}),
           u=sampler(["q", 0], ["eg", 0], latent_image=["l", 0]),
           l=("LatentUpscale", {"samples": ["k", 0]})), CAT, DOG),
    ("the later sampler stands first",
     graph(p=clip(CAT), eg=clip(DOG), q=clip("sharp"),
           a=sampler(["q", 0], ["eg", 0], latent_image=["k", 0]),
           k=sampler(["p", 0], ["eg", 0], latent_image=["e", 0]),
           e=("EmptyLatentImage", {"width": 64, "height": 32})), CAT, DOG),
    ("a face is mended",
     graph(p=clip(CAT), eg=clip(DOG), q=clip("a face"),
           f=("FaceDetailer", {"image": ["k", 0], "seed": 1, "steps": 9, "positive": ["q", 0],
                               "negative": ["eg", 0]}),
           k=sampler(["p", 0], ["eg", 0], latent_image=["e", 0]),
           e=("EmptyLatentImage", {"width": 64, "height": 32})), CAT, DOG),
    ("a switch that is on",
     written("ComfySwitchNode", switch=True, on_true=["x", 0], on_false=["eg", 0]) | graph(
         x=("PrimitiveString", {"value": CAT})), CAT, DOG),
    ("a switch that another node turns",
     written("ComfySwitchNode", switch=["b", 0], on_true=["eg", 0], on_false=["x", 0]) | graph(
         b=("PrimitiveBoolean", {"value": False}), x=("PrimitiveString", {"value": CAT})),
     CAT, DOG),
    ("a switch to what a model wrote",
     written("ComfySwitchNode", switch=True, on_true=["g", 0], on_false=["x", 0]) | graph(
         g=("TextGenerate", {"prompt": "You are an assistant"}),
         x=("PrimitiveString", {"value": CAT})), CAT, DOG),
    ("a preview on the way", written("PreviewAny", source=["x", 0]) | graph(
        x=("PrimitiveString", {"value": CAT})), CAT, DOG),
    ("a text box", written("DF_Text_Box", Text=CAT), CAT, DOG),
    ("a stash", written("PromptStashSaver", prompt_text=CAT, use_input_text=False), CAT, DOG),
    ("parts together", written("CR Combine Prompt", part1="a cat", part2="oil", separator=", "),
     "a cat, oil", DOG),
    ("words beside a circle", written("Text Concatenate", delimiter=" ", text_a=["w", 0],
                                      text_b=CAT), CAT, DOG),
    ("somebody else draws",
     graph(k=("FluxProUltraImageNode", {"prompt": CAT, "seed": 1, "aspect_ratio": "1:1"})), CAT,
     ""),
    ("the words are another model's",
     written("OllamaGenerateAdvance", prompt="Describe the picture", model="x"), "", DOG),
]  # fmt: skip
