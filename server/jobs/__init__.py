"""The job: redeemed once, run by a worker, told as events, kept for a while.

Promise: one proof makes one job, whatever is retried or killed; only the current
attempt of a job may write or finish it; a job ends once, as succeeded or failed, and
what it held is settled or given back in that same step. Every key has an expiry.
Nothing here knows of HTTP. `api` redeems and reads, the worker runs.
"""
