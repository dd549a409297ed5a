"""What asking models takes where they fail, late, at length or all at once.

`python -m bench.analysis` prints the tables. The makers are scripted, on loopback.
"""
