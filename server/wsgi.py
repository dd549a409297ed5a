"""The web entrance: `gunicorn server.wsgi:app`."""

import sys

from server.app import make_web
from server.settings import SettingsError, load

try:
    app = make_web(load())
except SettingsError as error:
    sys.exit(str(error))
