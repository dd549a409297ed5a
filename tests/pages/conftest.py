"""The service behind the page, and a browser before it."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from dev.ports import free_port
from tests.support.house import House, running_house

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    port = free_port()
    hosts = f"samples.test=127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("house")
    with running_house(folder, port=port, PROMPT_LENS_DEV_HOSTS=hosts) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None and os.environ.get("CI"):
        pytest.fail("the page's tests need chromium", pytrace=False)
    if program is None:
        pytest.skip("the page's tests need chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
