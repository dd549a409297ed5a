"""The rows of `hostile`, in a file of their own because Pillow is loaded with them."""

from tests.hostile.pictures import DECODED, GUARDED

MAKERS = {name: make for name, (make, _) in (GUARDED | DECODED).items()}
