"""For a process that starts with this folder on its path: the addresses in its settings are the
makers' own, so that whoever listens there is asked as the makers are, and waited for as long.
"""

import os

from server import settings

settings.OPENAI_URL = os.environ["PROMPT_LENS_OPENAI_BASE_URL"]
settings.GEMINI_URL = os.environ["PROMPT_LENS_GEMINI_BASE_URL"]
