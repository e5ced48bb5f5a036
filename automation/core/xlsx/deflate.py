"""Deflate in pieces: a big part is compressed in pieces that stand on their own, so that a later change of a few rows
compresses only the pieces that it touches and takes the others over as they are.

A piece ends with an empty stored block (00 00 FF FF, on a byte's end), as a flush writes it (RFC 1951, 3.2.4). Where these
bytes stand is only a guess of where a piece ends: pieces count when each unpacks by itself to the size that was stated;
whoever unpacks looks at the checksum of the whole besides.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

BIG = 1 << 20
"""Past this size a part is compressed in pieces, less thoroughly: the file grows by a tenth, a write takes a quarter."""
_PIECE = 1 << 18
_MARK = b"\0\0\xff\xff"
_LAST = b"\3\0"         # an empty last block


class Segment(NamedTuple):
    """A stretch of a new content, and where it stood in the old one (-1: nowhere)."""

    text: bytes | memoryview
    start: int = -1


class Pieces(NamedTuple):
    """Where a part's pieces start, and where the last one ends: in the content, and among the packed bytes."""

    plain: tuple[int, ...]
    packed: tuple[int, ...]


def deflate(data: bytes) -> bytes:
    """A raw deflate stream; big data in pieces, on two threads."""
    if len(data) < BIG:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()
    from concurrent.futures import ThreadPoolExecutor  # only here: most buttons never need it

    with ThreadPoolExecutor(2) as threads:
        return b"".join(threads.map(_piece, _cut(data))) + _LAST


def deflate_change(segments: Iterable[Segment], packed: bytes, pieces: Pieces) -> bytes:
    """The raw deflate stream of a content made of these segments, of which the old one is ``packed`` in these pieces."""
    found: list[bytes] = []
    fresh: list[bytes | memoryview] = []
    for text, start in segments:
        first, last = bisect_left(pieces.plain, start), bisect_right(pieces.plain, start + len(text)) - 1
        if start < 0 or first >= last:
            fresh.append(text)
            continue
        fresh.append(text[:pieces.plain[first] - start])
        found += (_piece(part) for part in _cut(b"".join(fresh)))
        found.append(packed[pieces.packed[first]:pieces.packed[last]])
        fresh = [text[pieces.plain[last] - start:]]
    found += (_piece(part) for part in _cut(b"".join(fresh)))
    return b"".join(found) + _LAST


def inflate(packed: bytes, size: int) -> tuple[bytes, Pieces] | None:
    """The content of a stream of pieces, and where they are; None when it isn't made so."""
    if not packed.endswith(_MARK + _LAST):
        return None
    texts, plain, ends = [], [0], [0]
    for end in _ends(packed):
        try:
            texts.append(zlib.decompressobj(-15).decompress(packed[ends[-1]:end], size + 1))
        except zlib.error:
            return None
        plain.append(plain[-1] + len(texts[-1]))
        ends.append(end)
        if plain[-1] > size or len(ends) > 64 + size // 4096:
            return None
    return (b"".join(texts), Pieces(tuple(plain), tuple(ends))) if plain[-1] == size else None


def _ends(packed: bytes) -> Iterator[int]:
    place = packed.find(_MARK)
    while place >= 0:
        yield place + len(_MARK)
        place = packed.find(_MARK, place + len(_MARK))


def _cut(data: bytes) -> Iterator[memoryview]:
    view = memoryview(data)
    return (view[start:start + _PIECE] for start in range(0, len(data), _PIECE))


def _piece(data: memoryview) -> bytes:
    packer = zlib.compressobj(3, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)
