"""What a developer types: the launcher, the whole suite, the sample images.

Promise: `make run` and `make test` need Python 3.11, make and nothing else, and leave
nothing running. Nothing in here ships, and `server` knows nothing of it.
"""
