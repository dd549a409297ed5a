"""The rows of `hostile`, in a file of their own because Pillow is loaded with them."""

from tests.hostile.forgiven_rows import FORGIVEN
from tests.hostile.heavy_rows import HEAVY
from tests.hostile.picture_rows import DECODED, GUARDED

MAKERS = {name: make for name, (make, _) in (GUARDED | DECODED).items()} | FORGIVEN | HEAVY
