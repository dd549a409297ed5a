"""What people are told before and while they use it: who else takes part, how long, and where."""

import json
import re
from typing import Any

import pytest

from server.admission.tokens import PROOF_SECONDS
from server.jobs.keys import MEMBER_JOB_SECONDS, PICTURE_SECONDS, TRIAL_JOB_SECONDS
from tests.api.conftest import Door
from tests.support.children import ROOT

OWN = {"openai_key": "sk-test", "openai_base_url": "http://127.0.0.1:11434/v1"}
SUBPROCESSORS: list[tuple[dict[str, Any], list[tuple[str, str, str]]]] = [
    ({}, []),
    ({"openai_key": "sk-test"}, [("OpenAI", "api.openai.com", "model")]),
    ({"gemini_key": "k"}, [("Google", "generativelanguage.googleapis.com", "model")]),
    (OWN, [("127.0.0.1", "127.0.0.1", "model")]),
    (
        {"openai_key": "sk-test", "gemini_key": "k", "providers": (("gemini", 0),)},
        [("Google", "generativelanguage.googleapis.com", "model")],
    ),
    (
        {"imgpilot_issuer": "https://accounts.example.org/"},
        [("ImgPilot", "accounts.example.org", "account")],
    ),
]
CHINESE = re.compile("[\u4e00-\u9fff]")
LOCALES = ("en", "zh_CN")
NAMES = re.compile("app_name|this_language|trouble_plain|(mode|language|own_key)_")
PRIVATE = {"en": "not for private images", "zh_CN": "请勿用于私密图片"}


@pytest.mark.parametrize(("settings", "named"), SUBPROCESSORS)
def test_pl_17_sb_04_who_is_named_is_who_is_configured(
    settings: dict[str, Any], named: list[tuple[str, str, str]], door: Door
) -> None:
    """With the host and the category of each, for programs and on the page."""
    web = door(**settings)
    told = web.get("/v1/privacy").get_json()["subprocessors"]
    assert [(other["name"], other["host"], other["role"]) for other in told] == named
    page = web.get("/privacy").get_data(as_text=True)
    assert [host for _, host, _ in named if f"<code>{host}</code>" not in page] == []
    asks = any(role == "model" for _, _, role in named)
    assert ("goes to a model" in page, "without a model" in page) == (asks, not asks)


def test_pl_10_what_is_kept_is_told_as_the_code_keeps_it(door: Door) -> None:
    """Thirty days at most, but for what its owner erases and what the law asks."""
    told = door(limit_trials="3/hour").get("/v1/privacy").get_json()["retention"]
    by_time = {kept["what"]: kept["seconds"] for kept in told if kept["until"] == "time"}
    times = {TRIAL_JOB_SECONDS, MEMBER_JOB_SECONDS, PROOF_SECONDS, PICTURE_SECONDS}
    assert times <= set(by_time.values())
    assert max(by_time.values()) <= 30 * 24 * 3600
    others = {kept["until"]: kept["seconds"] for kept in told if kept["until"] != "time"}
    assert others == {"erased": None, "law": None}


@pytest.mark.parametrize("path", ["/docs", "/privacy"])
def test_pl_18_a_page_loads_nothing_from_elsewhere_and_no_script(path: str, door: Door) -> None:
    """Nothing of another origin, and the browser is told to hold it so."""
    answer = door().get(path)
    page = answer.get_data(as_text=True)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_pl_09_people_are_told_not_to_use_it_on_private_images(door: Door) -> None:
    """In the popup before the first time, in the options page, in the store and in the policy."""
    page = door().get("/privacy").get_data(as_text=True)
    assert "do not use it on private or sensitive images" in page
    assert "请勿用于私密或敏感图片" in page
    for locale in LOCALES:
        said = sentences(locale)
        for key in ("consent_private", "privacy_private"):
            assert PRIVATE[locale] in said[key], (locale, key)
    assert 'text("consent_private")' in extension("popup/popup.js")
    assert 'data-text="privacy_private"' in extension("options/options.html")
    assert "private or sensitive" in extension("store/en/description.txt")
    assert "私密" in extension("store/zh_CN/description.txt")


@pytest.mark.parametrize("settings", [OWN, {}, {"imgpilot_issuer": "https://accounts.example.org"}])
def test_pl_19_the_policy_is_told_in_chinese_too(settings: dict[str, Any], door: Door) -> None:
    """As many headings, sentences and rows as in English, and each of them in Chinese."""
    page = door(**settings).get("/privacy").get_data(as_text=True)
    english, chinese = page.split('<article id="zh"')
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", chinese)
    shown = {cell for cell in cells if "<code>" not in cell} - {"ImgPilot", "127.0.0.1"}
    assert [cell for cell in shown if not CHINESE.search(cell)] == []
    assert chinese.count("<tr>") == english.count("<tr>")
    assert chinese.count("<h3>") == english.count("<h2>")
    assert "None" not in chinese


def test_pl_19_the_extension_and_its_store_speak_both_languages() -> None:
    """The same sentences; what has no word in Chinese is a name. And the same listing."""
    english, chinese = map(sentences, LOCALES)
    assert set(english) == set(chinese)
    left = {key for key, sentence in chinese.items() if not CHINESE.search(sentence)}
    assert [key for key in left if not NAMES.match(key)] == []
    english_listing, listing = (extension(f"store/{each}/description.txt") for each in LOCALES)
    lines, others = listing.split("\n"), english_listing.split("\n")
    assert [bool(CHINESE.search(line)) for line in lines] == [bool(line) for line in others]
    assert not CHINESE.search(english_listing)


def sentences(locale: str) -> dict[str, str]:
    said = json.loads(extension(f"_locales/{locale}/messages.json"))
    return {key: each["message"] for key, each in said.items()}


def extension(path: str) -> str:
    return (ROOT / "extension" / path).read_text()
