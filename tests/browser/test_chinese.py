"""The same in Chinese."""

import json
from pathlib import Path

import pytest

from tests.browser.evening import SEEN_IN_IT
from tests.browser.person import somebody
from tests.browser.screen import Screen
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser


def test_a_chinese_browser_speaks_chinese(
    tmp_path: Path, display: Screen, site: ImageHost, house: House, provider: ProviderServer
) -> None:
    with somebody(tmp_path, display, site, house.url, language="zh-CN") as person:
        person.look_at("/embedded.png", "/plain-0.jpg")
        popup = person.extract(0)
        popup.reaches("consent")
        assert "请勿用于私密图片" in popup.words("#welcome")
        popup.press("#consent")
        popup.reaches("done")
        assert popup.words("#stage") == "文件中的原始提示词，免费。"
        assert popup.words("#copy") == "复制"
        popup.close()
        house.forget()
        provider.answer = json.dumps(SEEN_IN_IT["zh-CN"])
        popup = person.extract(1)
        popup.reaches("done")
        assert "Language: Simplified Chinese (zh-CN)" in str(provider.requests[-1])
        assert "一只小帆船的剪影" in popup.words("#words")
        popup.press("#edit")
        assert popup.ask("document.querySelector('#slot-subject').placeholder") == "小帆船"
        popup.fill("#slot-subject", "灯塔")
        popup.press("#edit")
        until(lambda: "一只灯塔的剪影" in popup.words("#words"), what="the other subject")
