"""A browser's reading of addresses: Node's `URL` and `fetch`, asked line by line."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PROGRAM = """
import { createInterface } from "node:readline";

const said = (value) => console.log(JSON.stringify(value));
for await (const line of createInterface({ input: process.stdin })) {
  const [text, base] = JSON.parse(line);
  try {
    const url = new URL(text, base ?? undefined);
    if (url.protocol !== "data:") {
      said({ href: url.href, host: url.hostname, user: url.username + url.password });
      continue;
    }
    const answer = await fetch(text);
    const data = Buffer.from(await answer.arrayBuffer());
    said({ type: answer.headers.get("Content-Type"), data: data.toString("base64") });
  } catch {
    said(null);
  }
}
"""


class Browser:
    """One Node process; it reaches no network, because no http(s) address is fetched."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def reads(self, text: str, base: str | None = None) -> dict[str, Any] | None:
        """Return what a browser makes of an address, None where it is none to it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([text, base]) + "\n")
        self._process.stdin.flush()
        read: dict[str, Any] | None = json.loads(self._process.stdout.readline())
        return read


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Node while the block runs; skip, saying so, where there is none."""
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        pytest.fail("the comparison with a browser's parser needs Node", pytrace=False)
    if node is None:
        pytest.skip("the comparison with a browser's parser needs Node")
    command = [node, "--input-type=module", "--eval", PROGRAM]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Browser(process)
        finally:
            process.kill()
