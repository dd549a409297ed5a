"""SB-08: an operator sees what every process did, and nothing of whom or what it was for.

What each account used is not counted by account: that part is not built.
"""

import pytest

from tests.support import pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes

WHO = 'model="gpt-5.6-luna",provider="openai"'
TOLD = (
    'provider_calls_total{model="gpt-5.6-luna",outcome="answered",provider="openai"}',
    f'provider_tokens_total{{direction="in",{WHO}}}',
    f'provider_tokens_total{{direction="out",{WHO}}}',
    f"provider_cost_usd_total{{{WHO}}}",
    f"provider_call_seconds_count{{{WHO}}}",
)
ASKED = 'extractions_total{charge="trial",origin="inferred",outcome="succeeded",owner="trial"}'
KNOWN = 'extractions_total{charge="none",origin="inferred",outcome="succeeded",owner="trial"}'
GONE = 'extractions_total{charge="none",origin="none",outcome="image_gone",owner="trial"}'


def test_sb_08_what_a_job_cost_is_counted_once_and_names_nobody(
    visitor: Visitor, house: House, images: ImageHost, provider: ProviderServer
) -> None:
    def read() -> dict[str, float]:
        return {name.removeprefix("prompt_lens_"): value for name, value in house.metrics().items()}

    def more(name: str) -> float:
        return read().get(name, 0) - before.get(name, 0)

    before = read()
    address = images.add("/counted.png", pictures.png())
    usage = visitor.extract(address, language="en")["result"]["usage"]
    visitor.extract(address, language="en")
    visitor.extract(images.url("/nowhere.png"), language="en")
    until(lambda: more(GONE) == 1, what="the last job to be counted")
    assert (more(ASKED), more(KNOWN)) == (1, 1)
    assert [more(name) for name in TOLD] == pytest.approx(
        [1, usage["input_tokens"], usage["output_tokens"], usage["cost_usd"], 1]
    )
    labels = "".join(read())
    assert [word for word in ("http", "counted", "images.test", "127.0") if word in labels] == []
