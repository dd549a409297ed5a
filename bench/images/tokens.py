"""A 12 MP photo at the models: as it is with nothing said, against the three sizes we send.

The default ways are what others have measured; the rest is predicted by the same rules.
"""

from bench.goals import Goal
from bench.images.files import PHONE
from server.analysis.image_tokens import GEMINI_RESOLUTION, OPENAI_DETAIL, Detail, predict
from server.domain.sizing import Sizing, fit

# https://huggingface.co/datasets/JOHNISKING/image-token-cost
MEASURED = {"gpt-6-astra": 14_364, "gpt-5.5": 11_868, "gemini-3.5-flash": 1_065}
SIZINGS: tuple[Sizing, ...] = ("standard", "economy", "text")
FEW = "gpt-6-astra"


def measure() -> list[Goal]:
    """Predict and print."""
    print("\nTokens of a 12 MP photo (a ratio to the default way in brackets)")
    print(f"  {'':<20}{'default, measured':>20}{'predicted':>12}", end="")
    print("".join(f"{sizing:>20}" for sizing in SIZINGS))
    for model, measured in MEASURED.items():
        shown = [
            f"{ours(model, sizing):,} [{ours(model, sizing) / measured:.2f} ×]"
            for sizing in SIZINGS
        ]
        print(f"  {model:<20}{measured:>20,}{predict(model, *PHONE, 'auto'):>12,}", end="")
        print("".join(f"{text:>20}" for text in shown))
    return [Goal(f"tokens of a 12 MP photo at {FEW}, standard", ours(FEW, "standard"), 1000)]


def ours(model: str, sizing: Sizing) -> int:
    """Return the tokens of the photo as we send it."""
    detail: Detail = (GEMINI_RESOLUTION if model.startswith("gemini") else OPENAI_DETAIL)[sizing]
    return predict(model, *fit(*PHONE, sizing), detail)
