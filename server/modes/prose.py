"""The targets that read prose, as rows: what goes in, in which order, and how much of it.

FLUX: docs.bfl.ai, "Building a Good Prompt": 30 to 80 words serve most scenes, and there is no
negative. GPT Image: OpenAI's prompting guide: a brief in lines, exact text in quotes. Nano
Banana: Google's guide to Gemini images: a scene is told, not listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes import phrases as say
from server.modes.length import SHORTENED, count, fitting, within

READS = {"en": "The text in the picture reads {}.", "zh": "画面中的文字：{}。"}
WIDE_STOPS = {"zh", "ja"}
UNWANTED = "There is no negative prompt here. What to keep out: {}."

Sentences = tuple[tuple[str, str], ...]  # fields of an Analysis, and how each is said

SCENE: Sentences = (
    ("medium", "The medium is {}."),
    ("style", "The style is {}."),
    ("lighting", "The lighting is {}."),
    ("composition", "The view is {}."),
    ("mood", "The mood is {}."),
)
BRIEF: Sentences = (
    ("medium", "Medium: {}."),
    ("style", "Style: {}."),
    ("composition", "Composition: {}."),
    ("lighting", "Lighting: {}."),
    ("colours", "Colours: {}."),
    ("negative", "Keep out: {}."),
)


@dataclass(frozen=True, slots=True)
class Prose:
    """One row. `most` bounds its words; None leaves them as they stand.

    Below `fewest` words, or where it was cut, such `details` join in as are news. `scene`
    frames mere keywords.
    """

    mode: Mode
    most: int | None = None
    fewest: int = 0
    details: Sentences = ()
    between: str = " "
    scene: str = "{}"

    def from_analysis(self, analysis: Analysis, _ratio: str | None) -> Prompt:
        """Return the prompt in its own language, then exact texts, then what else was seen."""
        if self.most is None:
            return self._prompt([say.prose(analysis)], analysis.negative)
        whole = " ".join(say.prose(analysis).split())
        tongue = analysis.language.split("-")[0].lower()
        # A word is about two signs there.
        stop, most = ("。", 2 * self.most) if tongue in WIDE_STOPS else (".", self.most)
        texts = ", ".join(fitting(_quoted(analysis), most // 2))
        reads = [READS.get(tongue, "{}.").format(texts)] if texts else []
        lead = within(whole, most - sum(map(count, reads)))
        said = [_sentence(lead, stop), *reads]
        if tongue == "en" and (lead != whole or count(lead) < self.fewest):
            said = fitting([*said, *self._news(analysis, lead)], most)
        return self._prompt(said, analysis.negative, shortened=lead != whole)

    def from_embedded(self, embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
        """Return the file's prompt in plain words."""
        if self.most is None:
            plain = say.without_weights(embedded.prompt) or say.NOTHING
            return self._prompt([plain], say.without_weights(embedded.negative))
        wanted, unwanted = map(say.told_phrases, (embedded.prompt, embedded.negative))
        whole = self.scene.format(", ".join(wanted) or say.NOTHING)
        lead = within(whole, self.most)
        return self._prompt([_sentence(lead, ".")], ", ".join(unwanted), shortened=lead != whole)

    def _news(self, analysis: Analysis, lead: str) -> Iterator[str]:
        for name, sentence in self.details:
            words = say.field(analysis, name)
            if not say.is_told(words, lead):
                yield sentence.format(words)

    def _prompt(self, said: list[str], unwanted: str, *, shortened: bool = False) -> Prompt:
        text, negative = self.between.join(said), say.joined([unwanted])
        beside = negative if self.mode.has_negative else None
        notes = [SHORTENED] if shortened else []
        if beside is None and negative not in text:
            notes.append(UNWANTED.format(negative))
        return Prompt(prompt=text, negative=beside, parameters={}, notes=notes)


def _quoted(analysis: Analysis) -> Iterator[str]:
    for text in dict.fromkeys(" ".join(text.split()) for text in analysis.quotable):
        if text and f'"{text}"' not in analysis.prompt:
            yield f"“{text}”" if '"' in text else f'"{text}"'


def _sentence(text: str, stop: str) -> str:
    text = text.strip(" ,;:") or say.NOTHING
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…。！？" else stop)


GENERAL = Prose(
    Mode(id="general", label="General", version="2", target="Any image model", has_negative=True)
)
FLUX = Prose(
    Mode(id="flux", label="FLUX", version="1", target="FLUX.2", has_negative=False),
    most=80, fewest=30, details=SCENE,
)  # fmt: skip
GPT_IMAGE = Prose(
    Mode(id="gpt-image", label="GPT Image", version="1", target="GPT Image", has_negative=False),
    most=200, fewest=200, details=BRIEF, between="\n",
)  # fmt: skip
NANO_BANANA = Prose(
    Mode(id="nano-banana", label="Nano Banana", version="1", target="Gemini", has_negative=False),
    most=150, fewest=60, details=SCENE, scene="Make a picture of this scene: {}",
)  # fmt: skip
