"""Departments for tests: the demonstration, made once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from automation.demonstration import make

settings.register_profile("kefubu", deadline=None)      # how long a test takes says nothing about the code
settings.load_profile("kefubu")

DEMONSTRATION_NOW = datetime(2026, 3, 5, 20)


@pytest.fixture(scope="session")
def demonstration_made(tmp_path_factory) -> Path:
    """The demonstration with its planted faults, as made. Tests only read it."""
    place = tmp_path_factory.mktemp("演示") / "部门"
    make(place, now=DEMONSTRATION_NOW)
    return place


@pytest.fixture(scope="session")
def clean_made(tmp_path_factory) -> Path:
    """The demonstration without faults, as made. Tests only read it."""
    place = tmp_path_factory.mktemp("无错") / "部门"
    make(place, now=DEMONSTRATION_NOW, planted=False)
    return place


@pytest.fixture
def demonstration(demonstration_made: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration of the test's own, in a folder whose name has blanks and Chinese in it."""
    return shutil.copytree(demonstration_made, tmp_path / "客服 部门")


@pytest.fixture
def clean(clean_made: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration without faults of the test's own."""
    return shutil.copytree(clean_made, tmp_path / "客服 部门")
