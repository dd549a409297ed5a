"""Export and erase: everything held on one bearer, asked of every store.

Promise: what is exported is all that is held, and what is erased is gone but for what
the law keeps, which is ids and amounts. No store may be known here by name; `app` hands
them in, and `api` asks.
"""
