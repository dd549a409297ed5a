"""What fetching and decoding cost, and what they hold off: `make bench-images`.

Each table stands beside a peer or a floor of the same run; Linux is needed, whose kernel counts
a process's memory and keeps it on one core.
"""
