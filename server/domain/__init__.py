"""Frozen values that travel between the rooms.

Promise: a value here is complete and never changes. No input or output, no clock,
no randomness may happen in this package. Every room may import it; it imports
nothing of the house but `errors`.
"""
