"""Bring the picture home, and make it safe to look at.

Promise: whatever a host sends, a caller gets bytes, measures or one of the errors of
`ImageFailed` — within the time it gave, and with nothing of the host's own words in them.
No decoder runs in a process that holds secrets: Pillow is imported in the child alone.
`jobs` is handed these parts by `app`; nobody else calls in here.
"""
