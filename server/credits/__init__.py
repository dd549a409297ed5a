"""Pay: hold, settle, release, on ImgPilot's one balance.

Promise: a hold takes a credit or refuses, in one transaction; it is settled or released
once, whoever asks and however often; a balance is never below nothing, and what was held
is found again after any crash. No word of jobs beyond their ids may be here. `app` hands
it to `jobs` and `admission`.
"""
