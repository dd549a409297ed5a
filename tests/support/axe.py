"""axe-core: every rule of WCAG 2.2 AA, and its best practices."""

from pathlib import Path

import pytest

from tests.support.children import ROOT

LIBRARY = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """axe.run(document, {resultTypes: ['violations']}).then(({violations}) =>
    violations.flatMap(({id, nodes}) => nodes.map(node =>
        `${id}: ${node.target} ${node.failureSummary}`)))"""


def source() -> str:
    """Return what has to be evaluated in a page before `RUN`; skip where npm brought nothing."""
    path = Path(LIBRARY)
    if not path.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    return path.read_text()
