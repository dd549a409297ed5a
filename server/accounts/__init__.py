"""Belong: the connection of an ImgPilot account and the sessions that come of it.

Promise: a session token is shown once and kept only as a hash, lives thirty days after
its last use, and ends at once when it is revoked; of an account we keep its id and email
and nothing else. No rule about money may be here, and no word of HTTP but what the
sign-in itself needs. `api` runs the connection through it; `app` hands it to `admission`.
"""
