"""The offline look: what measuring alone can say. It never guesses at the subject."""

from server.domain.analysis import Analysis, Category, Tag
from server.domain.picture import Look

LOW, HIGH = 1 / 3, 2 / 3
QUIET, RICH = 0.12, 0.24
COOL, WARM = 0.46, 0.54


def describe(look: Look, ratio: str) -> Analysis:
    """Return an analysis of measured facts only. `ratio` is `W:H`."""
    light = _step(look.brightness, LOW, HIGH, "dark", "medium-bright", "bright")
    contrast = _step(look.contrast, QUIET, RICH, "low contrast", "medium contrast", "high contrast")
    colour = _step(look.saturation, LOW / 2, LOW * 1.2, "muted", "restrained", "vivid")
    warmth = _step(look.warmth, COOL, WARM, "cool", "neutral", "warm")
    shape = _shape(ratio)
    focus = "evenly spread detail" if look.focus == "even" else f"most detail {look.focus}"
    colours = f"{colour}, {warmth} colours"
    return Analysis(
        prompt=(
            f"{shape.capitalize()}, {ratio}. {light.capitalize()} with {contrast}; {colours}. "
            f"Composition: {focus}. Palette: {', '.join(look.palette)}."
        ),
        title=f"{shape.capitalize()} in {colour}, {warmth} colours",
        lighting=f"{light}, {contrast}",
        composition=f"{shape}, {focus}",
        colours=(colours, *look.palette),
        tags=_tags(
            (light, "lighting"), (contrast, "lighting"), (f"{colour} colours", "color"),
            (f"{warmth} colours", "color"), (shape, "composition"),
        ),
    )  # fmt: skip


def _step(value: float, low: float, high: float, *names: str) -> str:
    return names[0] if value < low else names[1] if value < high else names[2]


def _shape(ratio: str) -> str:
    width, height = (int(part) for part in ratio.split(":"))
    if width == height:
        return "square format"
    return "landscape format" if width > height else "portrait format"


def _tags(*pairs: tuple[str, Category]) -> tuple[Tag, ...]:
    return tuple(Tag(name=name, category=category) for name, category in pairs)
