"""What the pages may hold, so that their policy can refuse everything else."""

import re
from pathlib import Path

import pytest

from server.errors import every_error
from tests.support.children import ROOT

STATIC = ROOT / "server" / "api" / "static"
TEMPLATES = sorted((ROOT / "server" / "api" / "templates").glob("*.html"))
LONGEST_FILE = 250


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_script_or_style_stands_in_the_markup(template: Path) -> None:
    markup = template.read_text()
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", markup) == []
    assert re.findall(r'(?:src|href)="(?![/#])', markup) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_file_it_asks_for_is_there(template: Path) -> None:
    for name in re.findall(r'"/static/([^"]+)"', template.read_text()):
        assert (STATIC / name).is_file(), name


def test_every_problem_is_said_in_chinese_too() -> None:
    known = re.findall(r"^  ([a-z_]+): \[", (STATIC / "problems-zh.js").read_text(), re.MULTILINE)
    assert sorted(known) == sorted(error.code for error in every_error())


def test_nothing_comes_from_another_origin_and_nothing_enters_as_markup() -> None:
    for path in [*STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        text = path.read_text()
        assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|@import|url\(", text) == []
        assert re.findall(r"""["'(]https?://\w""", text) == [], path.name
        assert text.count("\n") <= LONGEST_FILE, path.name
