"""May you? Trial tokens, request proofs, limits and allowances.

Promise: nobody gets past here without a token of ours, within the limits of their
network and the allowance of their trial; and without Redis nobody gets past at all.
No address of a person is kept or logged, only keyed hashes of its prefix. Nothing
here knows of HTTP or of what an extraction does. `api` asks it; `jobs` shares its
name for a trial's count.
"""
