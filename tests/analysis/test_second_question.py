"""One more question for the language, within the time, told cleanly and counted whole."""

from dataclasses import replace

import pytest

from server import errors
from server.analysis.ask import Answer, Listener, Question
from server.analysis.second_question import SecondQuestion
from server.domain.analysis import Tag
from tests.analysis.listening import Heard
from tests.analysis.scripted import Scripted
from tests.analysis.test_languages import PROSE
from tests.support.clock import Clock

QUESTION = Question(b"", "standard", "ja", seconds_left=28.0)
ENGLISH, JAPANESE = PROSE["en"], PROSE["ja"]


class InTurn:
    """Plays one provider after the other, whoever is asked."""

    def __init__(self, *parts: Scripted, tag: str = "kite") -> None:
        self.parts, self.left, self.tag = parts, list(parts), tag

    def ask(self, question: Question, listener: Listener) -> Answer:
        answer = self.left.pop(0).ask(question, listener)
        tagged = {"tags": (Tag(name=self.tag, category="subject"),)}
        return replace(answer, analysis=answer.analysis.model_copy(update=tagged))

    @property
    def asked(self) -> list[Question]:
        return [question for part in self.parts for question in part.asked]


def test_a_right_answer_is_not_asked_for_again() -> None:
    clock, heard = Clock(), Heard()
    asked = InTurn(Scripted("a", clock, words=JAPANESE, cost=0.1))
    answer = SecondQuestion(asked, clock).ask(QUESTION, heard)
    assert (heard.text, heard.void) == (JAPANESE, [])
    assert (answer.usage.attempts, answer.usage.cost_usd) == (1, 0.1)
    assert asked.asked == [QUESTION]


@pytest.mark.parametrize("second", [JAPANESE, PROSE["fr"]])
def test_the_second_answer_stands_and_both_are_counted(second: str) -> None:
    clock, heard = Clock(), Heard()
    asked = InTurn(
        Scripted("a", clock, words=ENGLISH, seconds=4, cost=0.1),
        Scripted("b", clock, words=second, seconds=3, cost=0.2),
    )
    answer = SecondQuestion(asked, clock).ask(QUESTION, heard)
    assert (answer.analysis.prompt, heard.text, heard.void) == (second, second, [ENGLISH])
    usage = answer.usage
    assert (usage.provider, usage.attempts, usage.latency_ms) == ("b", 2, 7000)
    assert (usage.input_tokens, usage.output_tokens) == (200, 20)
    assert usage.cost_usd == pytest.approx(0.3)
    assert asked.asked[1].hint == "Write prompt and title in Japanese (ja)."
    assert asked.asked[1].seconds_left == 23.0


def test_other_fields_are_mended_too() -> None:
    clock = Clock()
    asked = InTurn(*(Scripted("a", clock, words=JAPANESE) for _ in "ab"), tag="赤い凧")
    SecondQuestion(asked, clock).ask(QUESTION, Heard())
    assert asked.asked[1].hint == "Write all other fields in English."
    asked = InTurn(*(Scripted("a", clock, words=ENGLISH) for _ in "ab"), tag="赤い凧")
    SecondQuestion(asked, clock).ask(QUESTION, Heard())
    assert asked.asked[1].hint.startswith("Write prompt and title in Japanese (ja). Write all")


@pytest.mark.parametrize(("seconds", "calls"), [(13, 2), (14, 1), (24.5, 1)])
def test_it_is_asked_only_where_time_allows(seconds: float, calls: int) -> None:
    clock, heard = Clock(), Heard()
    asked = InTurn(*(Scripted("a", clock, words=ENGLISH, seconds=seconds) for _ in "ab"))
    SecondQuestion(asked, clock).ask(QUESTION, heard)
    assert len(asked.asked) == calls
    assert sum(question.seconds_left for question in asked.asked[1:]) <= 28 - seconds
    assert heard.text == ENGLISH


@pytest.mark.parametrize("failure", [errors.ProviderTimeout(), errors.ImageRejected()])
@pytest.mark.parametrize("words", ["", "麦畑の"])
def test_where_no_second_answer_comes_the_first_is_told_anew(
    failure: errors.ProviderFailed, words: str
) -> None:
    clock, heard = Clock(), Heard()
    first = Scripted("a", clock, words=ENGLISH, seconds=2, cost=0.1)
    asked = InTurn(first, Scripted("b", clock, failure, words=words, seconds=3))
    answer = SecondQuestion(asked, clock).ask(QUESTION, heard)
    assert (answer.analysis.prompt, heard.text) == (ENGLISH, ENGLISH)
    assert heard.void[0] == ENGLISH
    assert (answer.usage.attempts, answer.usage.cost_usd, answer.usage.latency_ms) == (2, 0.1, 5000)


def test_what_the_failed_second_cost_is_counted_where_it_is_known() -> None:
    clock = Clock()
    failure = errors.AnswerTruncated()
    failure.spent = (70, 7, None)
    asked = InTurn(Scripted("a", clock, words=ENGLISH, cost=0.1), Scripted("b", clock, failure))
    usage = SecondQuestion(asked, clock).ask(QUESTION, Heard()).usage
    assert (usage.input_tokens, usage.output_tokens, usage.cost_usd) == (170, 17, None)


def test_a_refusal_of_the_second_ends_both() -> None:
    clock, heard = Clock(), Heard()
    refusal = errors.ContentRefused()
    refusal.spent = (70, 7, 0.2)
    asked = InTurn(Scripted("a", clock, words=ENGLISH, cost=0.1), Scripted("b", clock, refusal))
    with pytest.raises(errors.ContentRefused):
        SecondQuestion(asked, clock).ask(QUESTION, heard)
    assert heard.text == ""
    assert refusal.spent == (170, 17, 0.3)
