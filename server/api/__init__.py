"""The door: HTTP in, JSON out.

Promise: every answer is either what the published API says or a problem document
(RFC 9457) with a stable code; no stack trace, no word of another party, nothing about
anybody else's job. No rule of the business may live here: a view reads the request,
asks one room and writes the answer. `app` alone calls `create_app`.
"""
