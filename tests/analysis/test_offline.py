"""The offline look tells measures, in words that never name a thing."""

from hypothesis import given
from hypothesis import strategies as st

from server.analysis.offline import describe
from server.domain.picture import Look

share = st.floats(0, 1)
looks = st.builds(
    Look,
    palette=st.just(("#102030", "#f0e0d0")),
    brightness=share,
    contrast=share,
    saturation=share,
    warmth=share,
    detail=share,
    focus=st.sampled_from(["even", "upper left", "centre"]),
)


@given(looks, st.sampled_from(["1:1", "3:2", "2:3"]))
def test_nothing_is_guessed(look: Look, ratio: str) -> None:
    analysis = describe(look, ratio)
    assert (analysis.subject, analysis.setting, analysis.medium, analysis.mood) == ("", "", "", "")
    assert analysis.style == ()
    assert "#102030" in analysis.prompt
    assert ratio in analysis.prompt
    assert {tag.category for tag in analysis.tags} <= {"lighting", "color", "composition"}


def test_the_words_follow_the_measures() -> None:
    dark = Look(("#000000",), 0.1, 0.05, 0.02, 0.3, 0.1, "lower right")
    bright = Look(("#ffffff",), 0.9, 0.4, 0.8, 0.7, 0.1, "even")
    assert describe(dark, "2:3").prompt == (
        "Portrait format, 2:3. Dark with low contrast; muted, cool colours. "
        "Composition: most detail lower right. Palette: #000000."
    )
    assert describe(bright, "1:1").prompt == (
        "Square format, 1:1. Bright with high contrast; vivid, warm colours. "
        "Composition: evenly spread detail. Palette: #ffffff."
    )
