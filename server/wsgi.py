"""The web entrance: `gunicorn server.wsgi:app`."""

import logging
import sys

from server.app.web import make_web
from server.settings import SettingsError, load

# The sign-in's libraries name verifiers and addresses at lower levels; none may reach a log.
for name in ("authlib", "httpcore2", "httpx2"):
    logging.getLogger(name).setLevel(logging.WARNING)

try:
    app = make_web(load())
except SettingsError as error:
    sys.exit(str(error))
