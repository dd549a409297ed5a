"""What a photo of 12 megapixels is billed at: whole, with nothing said of detail, and at our sizes.

Predicted, not asked: the tests hold the prediction against what others have measured.
"""

from server.analysis.image_tokens import GEMINI_RESOLUTION, OPENAI_DETAIL, Detail, predict
from server.domain.sizing import fit

PHOTO = (4032, 3024)
MODELS = ("gpt-6-astra", "gpt-5.6-luna", "gemini-3.5-flash-lite")


def main() -> None:
    """Print the table."""
    print(f"\nInput tokens of a photo of {PHOTO[0]} × {PHOTO[1]} px (predicted)")
    for model in MODELS:
        details = GEMINI_RESOLUTION if model.startswith("gemini") else OPENAI_DETAIL
        whole = predict(model, *PHOTO, "auto")
        rows: list[tuple[str, tuple[int, int], Detail]] = [("as it is", PHOTO, "auto")]
        rows += [(sizing, fit(*PHOTO, sizing), details[sizing]) for sizing in details]
        for name, (width, height), detail in rows:
            tokens = predict(model, width, height, detail)
            size = f"{width} × {height}"
            print(f"  {model:<24} {name:<10} {size:<12} {detail:<8} {tokens:>6}", end="")
            print(f" {tokens / whole:>6.2f} ×")


if __name__ == "__main__":
    main()
