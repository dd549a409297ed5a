"""`python -m dev.imgpilot PORT`: the stand-in as a process of its own, on loopback."""

import os
import sys

from werkzeug.serving import make_server

from dev.imgpilot.people import People
from dev.imgpilot.provider import Client
from dev.imgpilot.site import make_site


def main(port: int) -> None:
    """Serve until the process is ended. Its settings are those that the service is given."""
    given = {name: os.environ[f"PROMPT_LENS_{name}"] for name in (
        "IMGPILOT_ISSUER", "IMGPILOT_CLIENT_ID", "IMGPILOT_CLIENT_SECRET", "PUBLIC_URL",
        "DATABASE_URL",
    )}  # fmt: skip
    client = Client(
        given["IMGPILOT_CLIENT_ID"],
        given["IMGPILOT_CLIENT_SECRET"],
        f"{given['PUBLIC_URL']}/v1/connect/callback",
    )
    site, _ = make_site(given["IMGPILOT_ISSUER"], client, People(given["DATABASE_URL"]))
    make_server("127.0.0.1", port, site, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
