"""Doubles: what people write in different ways is the same, and what only looks alike isn't."""

from __future__ import annotations

import pytest

from automation.core.doubles import plain_address, plain_name, plain_phone, same_name


@pytest.mark.parametrize(("one", "other"), [
    ("北京 南桥（日用）电器有限公司", "南桥日用电器"), ("南桥电器有限责任公司", "南桥电器股份有限公司"), ("Ａ＆Ｂ电器", "a&b电器"),
    ("河北省青石县恒源真空管厂", "青石县恒源真空管厂"), ("上海市暖居电器店", "暖居电器店")])
def test_the_same_name_written_in_another_way(one, other):
    assert same_name(one, other) and same_name(other, one)


@pytest.mark.parametrize(("one", "other"), [
    ("南桥电器店", "北桥电器店"), ("石磨建材门市部", "石磨建材公司"), (None, None), ("", None), ("有限公司", "责任公司"),
    ("北京市", "上海市"), ("南桥电器", None)])
def test_what_only_looks_alike(one, other):
    assert not same_name(one, other)


def test_addresses_and_numbers():
    assert plain_address("北京市海淀区 南桥街１号") == plain_address("海淀区南桥街1号") != plain_address("海淀区南桥街11号")
    assert plain_phone("010-5555 0001 转 8") == plain_phone("０１０５５５５０００１") == "01055550001"
    assert (plain_name(None), plain_address(None), plain_phone(None)) == ("", "", "")
