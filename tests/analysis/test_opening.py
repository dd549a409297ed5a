"""How answers begin: a preamble is taken off, a refusal stays one, whole or word by word."""

import pytest

from server.analysis.prompt import prompt_of, prompt_so_far
from server.errors import AnswerInvalid, ContentRefused
from tests.support.provider import SEEN

PREAMBLES = [
    ("This image shows a woman in a field.", "A woman in a field."),
    ("The picture depicts two boats at dawn.", "Two boats at dawn."),
    ("The image is a photograph of a cat.", "A photograph of a cat."),
    ("The photo captures a runner.", "A runner."),
    ("In this image, we can see a tabby kitten.", "A tabby kitten."),
    ("In the image there is a lighthouse.", "A lighthouse."),
    ("In this picture, a dog sleeps.", "A dog sleeps."),
    ("This is an image of a red kite.", "A red kite."),
    ("This is a painting of a storm.", "A painting of a storm."),
    ("An image of a castle.", "A castle."),
    ("Here is a detailed description of the image: a castle on a hill.", "A castle on a hill."),
    ("Here’s the prompt: a castle.", "A castle."),
    ("Sure! Here is the prompt: The image shows a castle.", "A castle."),
    ("**Prompt:** a castle.", "A castle."),
    ("Certainly. A castle on a hill.", "A castle on a hill."),
    ("Das Bild zeigt eine Burg.", "Eine Burg."),
    ("Dieses Foto zeigt ein rotes Haus.", "Ein rotes Haus."),
    ("Auf dem Bild sieht man eine Burg.", "Eine Burg."),
    ("Gerne! Hier ist die Beschreibung: eine Burg.", "Eine Burg."),
    ("La imagen muestra a una mujer.", "Una mujer."),
    ("En esta imagen se ve un castillo.", "Un castillo."),
    ("¡Claro! Aquí tienes la descripción: un castillo.", "Un castillo."),
    ("L’image montre un château.", "Un château."),
    ("Sur cette image, on voit un château.", "Un château."),
    ("Bien sûr ! Voici la description : un château.", "Un château."),
    ("这张图片展示了一只猫。", "一只猫。"),
    ("画面中，一只猫在睡觉。", "一只猫在睡觉。"),
    ("图中显示一座城堡。", "一座城堡。"),
    ("好的，以下是图片的描述：一只猫。", "一只猫。"),
    ("这是一幅油画，画着城堡。", "一幅油画，画着城堡。"),
    ("這張圖片顯示了一座城堡。", "一座城堡。"),
    ("この画像には、赤い凧が写っています。", "赤い凧が写っています。"),
    ("はい、以下は画像の説明です：赤い凧。", "赤い凧。"),
    ("写真では、猫が眠っている。", "猫が眠っている。"),
]
# What only looks like one, or would be broken without it.
LEFT = [
    "Das Bild zeigt einen roten Drachen.",
    "Auf dem Foto ist ein Drachen zu sehen.",
    "Great heron standing in the reeds.",
    "Sure-footed goats on a ledge.",
    "In the photo studio a woman waits.",
    "The image of a saint on a wooden panel.",
    "The photographer kneels in the grass.",
    "Here and there poppies in a field.",
    "Description written on a slate in chalk.",
    "Prompt boxes under a stage.",
    "Okapi in deep shade.",
    "Claroscuro de una vela.",
    "Voiciers au travail.",
    "图书馆里的老人。",
    "写真家の手元。",
    "好奇的小猫。",
]
REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I’m unable to describe this content.",
    "I cannot assist with this request.",
    "Sorry, I can't describe the person.",
    "As an AI, I do not describe such pictures.",
    "Es tut mir leid, dabei kann ich nicht helfen.",
    "Ich kann dieses Bild nicht beschreiben.",
    "Lo siento, no puedo ayudar con eso.",
    "No puedo describir este contenido.",
    "Je suis désolé, je ne peux pas vous aider.",
    "Je ne peux pas décrire ce contenu.",
    "抱歉，我无法描述此内容。",
    "对不起，我不能帮助您。",
    "我无法协助完成这个请求。",
    "申し訳ありませんが、お手伝いできません。",
    "すみません、説明できません。",
]
NO_PICTURE = [
    "Please provide the image you would like me to describe.",
    "Please upload a picture so that I can help.",
    "I don't see any image attached.",
    "I'm sorry, but I can't see the image. Please share it again.",
    "It seems that no image was attached.",
    "No image was provided.",
    "Bitte laden Sie das Bild hoch.",
    "Ich sehe kein Bild in Ihrer Nachricht.",
    "Por favor, proporciona la imagen.",
    "No veo ninguna imagen.",
    "Veuillez fournir l'image à décrire.",
    "Je ne vois aucune image.",
    "请提供图片。",
    "抱歉，我没有看到任何图片。",
    "画像を提供してください。",
    "申し訳ありませんが、画像が見つかりません。",
]
EMPTY = [
    "",
    "   ",
    "...",
    "—",
    "N/A",
    "none",
    "string",
    "1234",
    "**",
    "https://a.example",
    "<b></b>",
]
LOOPS = ["a cat, a hat, " * 12, "The image shows a cat. " * 12]


def told(raw: str) -> str:
    """Return the most that is told of a prompt while it comes sign by sign."""
    return max((prompt_so_far(raw[:end]) for end in range(len(raw) + 1)), key=len)


@pytest.mark.parametrize(("raw", "clean"), PREAMBLES)
def test_a_preamble_is_taken_off(raw: str, clean: str) -> None:
    assert prompt_of(raw) == clean
    long = f"{raw} {SEEN['prompt']}"
    for end in range(len(long) + 1):
        assert prompt_of(long).startswith(prompt_so_far(long[:end]))
    assert len(prompt_so_far(long)) > len(SEEN["prompt"]) - 10


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_preamble_is_left(text: str) -> None:
    assert prompt_of(text) == text


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_in_words_is_a_refusal_and_never_told(text: str) -> None:
    with pytest.raises(ContentRefused):
        prompt_of(text)
    assert told(f"{text} {SEEN['prompt']}") == ""


@pytest.mark.parametrize("text", NO_PICTURE)
def test_who_overlooks_the_picture_has_not_answered(text: str) -> None:
    with pytest.raises(AnswerInvalid):
        prompt_of(text)
    assert told(f"{text} {SEEN['prompt']}") == ""


@pytest.mark.parametrize("text", [*EMPTY, *LOOPS])
def test_what_says_nothing_is_no_prompt(text: str) -> None:
    with pytest.raises(AnswerInvalid):
        prompt_of(text)


@pytest.mark.parametrize("first", ["A red", "Ein rot", "Una com", "Un cerf", "一只红", "赤い凧が"])
def test_who_begins_with_the_subject_is_told_at_once(first: str) -> None:
    assert prompt_so_far(first + " ") == first
