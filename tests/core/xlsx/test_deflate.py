"""Parts compressed in pieces: any change gives a stream that unpacks to just that content, and what wasn't touched is taken over."""

from __future__ import annotations

import random
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core.xlsx.deflate import BIG, Segment, deflate, deflate_change, inflate

OLD = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (number, number, number * 7919) for number in range(30_000))


def plain(packed: bytes) -> bytes:
    inflater = zlib.decompressobj(-15)
    data = inflater.decompress(packed)
    assert inflater.eof and not inflater.unused_data
    return data


def test_big_content_is_cut_and_small_is_not() -> None:
    assert len(OLD) > BIG
    packed = deflate(OLD)
    found = inflate(packed, len(OLD))
    assert found and found[0] == OLD == plain(packed) and len(found[1].plain) > 4
    assert plain(deflate(OLD[:1000])) == OLD[:1000] and inflate(deflate(OLD[:1000]), 1000) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(OLD)), st.integers(0, 400_000), st.binary(max_size=40)), max_size=4))
def test_any_change(wishes: list[tuple[int, int, bytes]]) -> None:
    packed = deflate(OLD)
    pieces = inflate(packed, len(OLD))[1]
    segments, done = [], 0
    for start, length, text in sorted(wishes):
        start = max(start, done)
        end = min(len(OLD), start + length)
        segments += [Segment(memoryview(OLD)[done:start], done), Segment(text)]
        done = end
    segments.append(Segment(memoryview(OLD)[done:], done))
    wanted = b"".join(segment.text for segment in segments)
    changed = deflate_change(segments, packed, pieces)
    assert plain(changed) == wanted
    again = inflate(changed, len(wanted))
    assert again is None or again[0] == wanted


def test_one_row_costs_one_piece_however_often() -> None:
    packed, data, chance = deflate(OLD), OLD, random.Random(1)
    for turn in range(20):
        pieces = inflate(packed, len(data))[1]
        start = chance.randrange(len(data) - 100)
        segments = [Segment(data[:start], 0), Segment(b"<v>%d</v>" % turn), Segment(data[start + 9:], start + 9)]
        changed = deflate_change(segments, packed, pieces)
        data = b"".join(segment.text for segment in segments)
        kept = {packed[start:end] for start, end in zip(pieces.packed, pieces.packed[1:], strict=False)}
        found = inflate(changed, len(data))
        fresh = [start for start, end in zip(found[1].packed, found[1].packed[1:], strict=False) if changed[start:end] not in kept]
        assert len(fresh) <= 2
        packed = changed
    assert plain(packed) == data and len(found[1].plain) < 2 * len(OLD) / (1 << 18)


def test_other_streams_are_not_mistaken_for_pieces() -> None:
    marks = bytes(range(256)) * 6000 + b"\0\0\xff\xff" * 3000
    for level in (0, 1, 6):
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        whole = packer.compress(marks[:900_000]) + packer.flush(zlib.Z_SYNC_FLUSH) + packer.compress(marks[900_000:]) + packer.flush()
        found = inflate(whole, len(marks))
        assert found is None or found[0] == marks
    assert inflate(b"\0\0\xff\xff\3\0", 5) is None
