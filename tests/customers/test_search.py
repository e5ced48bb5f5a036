"""A company's story: all of its own, wherever its card is kept, and nobody else's through the round that all of them share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from automation.__main__ import main
from automation.desk.search import search
from tests.desk.travelling import NOW, department, session


def test_a_company_is_found_with_all_of_its_own_also_after_its_end(tmp_path: Path):
    place = department(tmp_path / "客服簿")
    story = search("WL2025-00001", session(place))
    assert {"客户卡", "往来客户一览表", "开始调查", "调查表"} <= {line.sheet for line in story.lines}
    assert not [line for line in story.lines if "北渠" in line.words or line.key.endswith("00002")]
    later = NOW + timedelta(hours=1)
    assert main(["--folder", str(place), "--now", f"{later:%Y-%m-%dT%H:%M}", "do", "中止交易", "WL2025-00001", "解除原因=歇业",
                 "--person", "郑凯"]) == 0
    after = search("WL2025-00001", session(place, later))
    sheets = {line.sheet for line in after.lines}
    assert {"交易中止", "开始调查", "变更记录", "调查表"} <= sheets and not {"客户卡", "往来客户一览表"} & sheets
    assert search("KS2025-00001", session(place, later)).lines != []
