"""A target that reads prose: what goes in, in which order, and how much of it."""

import re
from collections.abc import Iterator, Sequence

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes import phrases as say
from server.modes.length import NORMAL, RICH, SHORT, SHORTENED, count, fitting, said, within
from server.modes.plain import plain
from server.modes.sentences import UNSPACED, reads, sentence, tongue, unquoted
from server.modes.targets import RULES, TARGETS
from server.modes.webui import told_phrases, without_weights

UNWANTED = "There is no negative prompt here. What to keep out: {}."
WHOLE = 1_000_000  # words: more than any text has
_NEGATION = RULES["negation"].pattern
_BEFORE_STOP = re.compile(r"\s+(?=[,.;!?])")


class Prose:
    """Says things for one such target, as its row in `targets.toml` has it."""

    def __init__(self, name: str) -> None:
        """Take the target's row."""
        self._row = TARGETS[name]
        self._is_positive = "negation" in self._row.rules
        self._is_open = not self._row.most[NORMAL]  # what is said is left as it stands

    def from_analysis(
        self, analysis: Analysis, ratio: str | None, palette: Sequence[str]
    ) -> Prompt:
        """Return the prompt in its own language, then exact texts, then what else was seen."""
        whole, negated = self._wanted(say.prose(analysis))
        is_new = self._row.shape and ratio and ratio not in whole
        shape = [self._row.shape.format(ratio)] if is_new else []
        told = [self._told(analysis, whole, length, palette) for length in (SHORT, NORMAL, RICH)]
        texts = [self._row.between.join([*sentences, *shape]) for sentences in told]
        is_cut = sentence(whole, tongue(analysis.language)).strip(".。") not in texts[NORMAL]
        return self._prompt(texts, [analysis.negative, *negated], is_cut=is_cut)

    def from_embedded(self, embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
        """Return the file's prompt in plain words."""
        if self._is_open:
            text = without_weights(embedded.prompt) or say.NOTHING
            texts = [within(text, self._row.most[SHORT]), text, text]
            return self._prompt(texts, [without_weights(embedded.negative)])
        told, negated = told_phrases(embedded.prompt), list[str]()
        if self._is_positive:
            told, negated = say.wanted(told)
        whole = self._row.scene.format(", ".join(told) or say.NOTHING)
        leads = [within(whole, most) for most in self._row.most]
        unwanted = [*told_phrases(embedded.negative), *negated]
        texts = [sentence(lead, "") for lead in leads]
        return self._prompt(texts, unwanted, is_cut=leads[NORMAL] != whole)

    def _told(
        self, analysis: Analysis, whole: str, length: int, palette: Sequence[str]
    ) -> list[str]:
        if self._is_open and length == NORMAL:
            return [whole]
        language, most = tongue(analysis.language), self._row.most[length] or WHOLE
        room = 2 * most if language in UNSPACED else most
        quoted = () if self._is_open and length == SHORT else analysis.quotable
        texts = fitting(unquoted(quoted, whole), room // 2)
        lead = within(whole, room - sum(map(count, reads(texts, "", language))))
        told = [sentence(lead, language), *reads(texts, lead, language)]
        is_thin = length == NORMAL and (lead != whole or count(lead) < self._row.fewest)
        if language == "en" and (is_thin or length == RICH):
            told += self._news(analysis, lead, length, palette)
        return [told[0], *fitting(told[1:], room - count(told[0]))]

    def _news(
        self, analysis: Analysis, lead: str, length: int, palette: Sequence[str]
    ) -> Iterator[str]:
        told = say.words_of(lead)
        listed = {"palette": list(palette), "negative": say.unwanted([analysis.negative])}
        for name, spoken in (*self._row.details, *(self._row.more if length == RICH else ())):
            seen = listed[name] if name in listed else say.phrases([say.field(analysis, name)])
            words = ", ".join(say.wanted(seen)[0] if self._is_positive else seen)
            if not say.words_of(words) <= told:
                yield spoken.format(words)

    def _wanted(self, text: str) -> tuple[str, list[str]]:
        if not self._is_positive:
            return text, []
        wanted = _BEFORE_STOP.sub("", plain(_NEGATION.sub(" ", text)))
        return wanted or say.NOTHING, _NEGATION.findall(text)

    def _prompt(self, texts: list[str], unwanted: list[str], *, is_cut: bool = False) -> Prompt:
        negative = ", ".join(say.unwanted(unwanted))
        notes = [SHORTENED] if is_cut else []
        if self._row.has_negative:
            return said(texts, negative, notes=notes)
        if negative not in texts[NORMAL]:
            notes.append(UNWANTED.format(negative))
        return said(texts, notes=notes)
