"""A stand-in for ImgPilot on a developer's machine: a sign-in and a table of balances.

Promise: it speaks OpenID Connect as ImgPilot does (discovery, a confidential client, S256,
`iss` in the answer), believes any email that it is told, and says on every page that it is
a stand-in. It keeps nothing but balances; a restart forgets its key and its codes.
"""
