"""What calls cost, until when models are served, and that nobody starts with one that is gone."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.analysis import prices, schema
from server.analysis.gate_store import MOST_INPUT_TOKENS
from server.analysis.image_tokens import GEMINI_RESOLUTION, OPENAI_DETAIL, Detail, predict
from server.analysis.prices import MODELS, cost_usd, highest_price, is_past
from server.app.providers import check_models
from server.app.rooms import make_rooms
from server.app.web import make_web
from server.domain.sizing import Sizing, fit
from server.settings import Settings, SettingsError

PRICED = [name for name, row in MODELS.items() if None not in {row.usd_in, row.usd_out}]
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("gpt-5.6-luna", 0.0014),
        ("gpt-5.6-luna-2026-10-01", 0.0014),
        ("gemini-3.5-flash-lite-001", 0.0028),
        ("gpt-5.4-nano", None),
        ("llava", None),
        ("", None),
    ],
)
def test_a_call_costs_what_its_model_costs(model: str, wanted: float | None) -> None:
    assert cost_usd(model, 1000, 1000) == wanted
    assert highest_price(model, 1000, 1000) == (wanted and round(wanted * 1e6))


tokens = st.integers(0, 10**6)


@given(st.sampled_from(PRICED), tokens, tokens)
def test_the_highest_price_is_whole_and_never_too_low(model: str, i: int, o: int) -> None:
    row, highest = MODELS[model], highest_price(model, i, o)
    assert highest is not None
    exact = i * (row.usd_in or 0) + o * (row.usd_out or 0)
    assert -1e-2 <= highest - exact < 1 + 1e-2


def words(model: str) -> tuple[dict[Sizing, Any], int]:
    """Return how a model is told to look, and the tokens of all that is said: 2 bytes, or more."""
    details = GEMINI_RESOLUTION if model.startswith("gemini") else OPENAI_DETAIL
    said = schema.instructions() + str(schema.wire_schema())
    return dict(details), len(said.encode()) // 2


@pytest.mark.parametrize("model", PRICED)
@pytest.mark.parametrize("sizing", ["standard", "economy", "text"])
def test_no_question_takes_more_than_is_set_aside(model: str, sizing: Sizing) -> None:
    details, said = words(model)
    detail: Detail = details[sizing]
    shapes = [(4000, 4000), (8000, 500), (500, 8000)]
    most = max(predict(model, *fit(*shape, sizing), detail) for shape in shapes)
    assert most + said <= MOST_INPUT_TOKENS


def test_every_row_is_dated() -> None:
    for row in MODELS.values():
        assert row.as_of <= date.today()  # noqa: DTZ011
        assert row.sunset_at is None or row.sunset_at > row.as_of


def test_a_model_is_past_on_its_last_day_and_after() -> None:
    last = MODELS["gpt-5-mini"].sunset_at
    assert last is not None
    assert [is_past("gpt-5-mini-2025-08-07", last + DAY * n) for n in (-1, 0, 1)] == [
        False, True, True,
    ]  # fmt: skip
    assert not is_past("gpt-5.6-luna", date.max)
    assert not is_past("llava", date.max)


CHECKED: list[tuple[dict[str, Any], date, str]] = [
    ({"openai_key": "k", "openai_model": "gpt-5-mini"}, TODAY, ""),
    ({"openai_key": "k", "openai_model": "gpt-5-mini"}, date(2026, 12, 11), "OPENAI_MODEL"),
    ({"gemini_key": "k", "gemini_model": "gemini-2.5-flash"}, date(2027, 1, 1), "GEMINI_MODEL"),
    # not asked; served by somebody else
    ({"openai_model": "gpt-5-mini"}, date.max, ""),
    ({"openai_base_url": "http://127.0.0.1:1/v1", "openai_model": "gpt-5-mini"}, date.max, ""),
    ({"openai_key": "k", "openai_usd_per_day": 5}, TODAY, ""),
    ({"openai_key": "k", "openai_model": "gpt-7", "openai_usd_per_day": 5}, TODAY, "USD_PER_DAY"),
    ({"openai_key": "k", "openai_model": "gpt-7"}, TODAY, ""),
]


@pytest.mark.parametrize(("chosen", "today", "said"), CHECKED)
def test_settings_of_no_use_are_named(chosen: dict[str, Any], today: date, said: str) -> None:
    if not said:
        check_models(Settings(**chosen), today)
        return
    with pytest.raises(SettingsError, match=said) as fault:
        check_models(Settings(**chosen), today)
    assert len(str(fault.value).splitlines()) == 1


def test_neither_process_starts_with_a_model_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = prices.Model(1, 1, sunset_at=TODAY)
    monkeypatch.setitem(MODELS, "gpt-5.6-luna", gone)
    settings = Settings(openai_key="k")
    with pytest.raises(SettingsError, match="OPENAI_MODEL"):
        make_web(settings)
    with pytest.raises(SettingsError, match="OPENAI_MODEL"):
        make_rooms(settings, None)
