"""The zip around a workbook, member by member and byte by byte.

A member that nobody replaces is copied as its raw compressed bytes with its name, date, attributes and extra fields.
Only the data descriptor goes: the sizes are known, so they stand in the header and flag bit 3 is cleared.
(APPNOTE.TXT 4.3.7 local header, 4.3.12 central directory, 4.3.16 end record, 4.5.3 zip64 sizes.)
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from automation.core.errors import RefusedFile
from automation.core.xlsx.deflate import Pieces, Segment, deflate, deflate_change, inflate

MAX_PART = 1 << 30
MAX_TOTAL = 2 << 30
# Deflate packs at most 1:1032; sheets of equal rows come to about 1:100. Only what is large is suspected.
_SUSPECT = 64 << 20
_MOST_DENSE = 250
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_BROKEN = "这个文件不完整或已损坏，不是能读的工作簿（.xlsx）；请从备份里取回，或用 Excel 打开后另存一份再试。"


@dataclass(frozen=True)
class Member:
    """One zip member: its name as stored, both its headers (fixed fields), extra fields, and compressed bytes."""

    stored_name: bytes
    local: tuple[int, ...]
    central: tuple[int, ...]
    local_extra: bytes
    central_extra: bytes
    comment: bytes
    packed: bytes
    method: int
    crc: int
    size: int

    @property
    def name(self) -> str:
        """The part name: no leading slash, forward slashes."""
        text = self.stored_name.decode("utf8" if self.central[2] & 0x800 else "cp437", "replace")
        return text.replace("\\", "/").lstrip("/")

    def unpack(self) -> bytes:
        """The content, its checksum verified. RefusedFile when it is damaged or larger than it says."""
        return self.unpack_pieces()[0]

    def unpack_pieces(self) -> tuple[bytes, Pieces | None]:
        """The content, and the pieces that it is compressed in, if it is."""
        if self.method and (found := inflate(self.packed, self.size)) and zlib.crc32(found[0]) == self.crc:
            return found
        try:
            data = self.packed if self.method == 0 else zlib.decompressobj(-15).decompress(self.packed, self.size + 1)
        except zlib.error as error:
            raise RefusedFile(_BROKEN) from error
        if len(data) != self.size or zlib.crc32(data) != self.crc:
            raise RefusedFile(_BROKEN)
        return data, None

    def start(self, length: int) -> bytes:
        """The first bytes of the content, at most so many; fewer where it is damaged."""
        if self.method == 0:
            return self.packed[:length]
        try:
            return zlib.decompressobj(-15).decompress(self.packed[:length], length)
        except zlib.error:
            return b""

    def with_content(self, data: bytes, packed: bytes | None = None) -> Member:
        """The member with another content, compressed already or not."""
        if packed is None:
            packed = data if self.method == 0 else deflate(data)
        return replace(self, packed=packed, crc=zlib.crc32(data), size=len(data))


class Package:
    """All members of one zip, in order. Immutable but for ``replace`` and ``remove``."""

    def __init__(self, members: list[Member], comment: bytes) -> None:
        self.members = members
        self.comment = comment
        self._place = {member.name.lower(): place for place, member in enumerate(members)}
        self._pieces: dict[str, Pieces] = {}

    @classmethod
    def parse(cls, data: bytes) -> Package:
        """RefusedFile when the bytes aren't a sound zip, or hold too much, or are locked with a password."""
        try:
            return cls._parse(data)
        except (struct.error, IndexError) as error:
            raise RefusedFile(_BROKEN) from error

    @classmethod
    def _parse(cls, data: bytes) -> Package:
        count, start, comment, shift = _end_record(data)
        members = []
        for _ in range(count):
            member, start = _member(data, start, shift)
            members.append(member)
        if sum(member.size for member in members) > MAX_TOTAL or any(member.size > MAX_PART for member in members):
            raise RefusedFile("这个工作簿解开后太大，程序不处理；请把往年的行移到存档工作簿后再试。")
        if any(member.size > _SUSPECT and member.size > _MOST_DENSE * len(member.packed) for member in members):
            raise RefusedFile("这个工作簿压得不合常理，解开会撑满内存（可能是有人故意做的），程序不打开；请向交文件的人核实。")
        return cls(members, comment)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._place

    def names(self) -> list[str]:
        return [member.name for member in self.members]

    def duplicates(self) -> list[str]:
        """Names that stand more than once, as part names are compared: without regard to case."""
        seen: set[str] = set()
        return [name for name in self.names() if name.lower() in seen or seen.add(name.lower())]  # type: ignore[func-returns-value]

    def read(self, part: str) -> bytes:
        """A part's content. KeyError when it isn't there."""
        member = self.members[self._place[part.lower()]]
        data, pieces = member.unpack_pieces()
        if pieces:
            self._pieces[part.lower()] = pieces
        return data

    def replace(self, part: str, data: bytes, segments: Sequence[Segment] | None = None) -> None:
        """Another content for a part; ``segments`` say, of a part that was read, how it is made of the old content."""
        place, pieces = self._place[part.lower()], self._pieces.pop(part.lower(), None)
        member = self.members[place]
        packed = deflate_change(segments, member.packed, pieces) if segments and pieces else None
        self.members[place] = member.with_content(data, packed)

    def store(self, part: str, data: bytes) -> None:
        """Another content, not compressed: for a package that is read at once and never written."""
        place = self._place[part.lower()]
        self._pieces.pop(part.lower(), None)
        self.members[place] = replace(self.members[place], method=0, packed=data, crc=zlib.crc32(data), size=len(data))

    def remove(self, part: str) -> None:
        del self.members[self._place[part.lower()]]
        self._place = {member.name.lower(): place for place, member in enumerate(self.members)}

    def refuse_false_sizes(self, but: Collection[str]) -> None:
        """RefusedFile when a member that could unpack to more than any part may is larger than it says; ``but`` those parts."""
        for member in self.members:
            if len(member.packed) > MAX_PART // 1032 and member.name not in but:
                member.unpack()

    def with_plain_names(self) -> Package:
        """The same members under their part names (no leading slash, forward slashes)."""
        return Package([replace(member, stored_name=member.name.encode(), central=(
            *member.central[:2], member.central[2] | 0x800, *member.central[3:])) for member in self.members], self.comment)

    def copy(self) -> Package:
        other = Package(list(self.members), self.comment)
        other._pieces = dict(self._pieces)
        return other

    def to_bytes(self) -> bytes:
        pieces: list[bytes] = []
        directory: list[bytes] = []
        offset = 0
        for member in self.members:
            flags = member.central[2] & ~8
            sums = (member.crc, len(member.packed), member.size)
            version, _, _, time, date = member.local
            local = _LOCAL.pack(b"PK\3\4", version, flags, member.method, time, date, *sums,
                                len(member.stored_name), len(member.local_extra))
            made, version, _, time, date, disk, internal, external = member.central
            directory.append(_CENTRAL.pack(
                b"PK\1\2", made, version, flags, member.method, time, date, *sums, len(member.stored_name),
                len(member.central_extra), len(member.comment), disk, internal, external, offset)
                + member.stored_name + member.central_extra + member.comment)
            pieces += [local, member.stored_name, member.local_extra, member.packed]
            offset += len(local) + len(member.stored_name) + len(member.local_extra) + len(member.packed)
        listing = b"".join(directory)
        end = _END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(listing), offset, len(self.comment))
        return b"".join([*pieces, listing, end, self.comment])


def _end_record(data: bytes) -> tuple[int, int, bytes, int]:
    """Number of members, where the directory starts, the archive's comment, and how far offsets are shifted."""
    place = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    if place < 0:
        raise RefusedFile(_BROKEN)
    _, _, _, _, count, size, offset, length = _END.unpack_from(data, place)
    comment = data[place + _END.size:place + _END.size + length]
    end = place
    if count == 0xFFFF or size == 0xFFFFFFFF or offset == 0xFFFFFFFF:
        wide = data.rfind(b"PK\6\6", 0, place)
        if wide < 0:
            raise RefusedFile(_BROKEN)
        count, size, offset = struct.unpack_from("<3Q", data, wide + 32)
        end = wide
    start = end - size
    if start < 0 or count > 100_000:
        raise RefusedFile(_BROKEN)
    return count, start, comment, start - offset


def _member(data: bytes, at: int, shift: int) -> tuple[Member, int]:
    (signature, made, version, flags, method, time, date, crc, packed_size, size, name_length, extra_length,
     comment_length, disk, internal, external, offset) = _CENTRAL.unpack_from(data, at)
    names = at + _CENTRAL.size
    name = data[names:names + name_length]
    extra = data[names + name_length:names + name_length + extra_length]
    after = names + name_length + extra_length + comment_length
    size, packed_size, offset = _wide_sizes(extra, size, packed_size, offset)
    local = _LOCAL.unpack_from(data, offset + shift)
    begin = offset + shift + _LOCAL.size + local[9] + local[10]
    packed = data[begin:begin + packed_size]
    if signature != b"PK\1\2" or local[0] != b"PK\3\4" or len(packed) != packed_size or method not in (0, 8):
        raise RefusedFile(_BROKEN)
    if flags & 1:
        raise RefusedFile("这个文件加了密码，程序读不了；请在 Excel 里去掉密码后保存再试。")
    local_extra = data[begin - local[10]:begin]
    member = Member(name, (local[1], flags, method, local[4], local[5]),
                    (made, version, flags, time, date, disk, internal, external),
                    _without_wide(local_extra), _without_wide(extra), data[after - comment_length:after],
                    packed, method, crc, size)
    return member, after


def _extras(extra: bytes) -> list[tuple[int, bytes]]:
    """The extra field's records as (kind, whole record); an unreadable rest comes last with kind -1."""
    records, at = [], 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if at + 4 + length > len(extra):
            break
        records.append((kind, extra[at:at + 4 + length]))
        at += 4 + length
    return [*records, (-1, extra[at:])] if at < len(extra) else records


def _without_wide(extra: bytes) -> bytes:
    return b"".join(record for kind, record in _extras(extra) if kind != 1)


def _wide_sizes(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Size, packed size and offset, those of 0xFFFFFFFF taken from the zip64 record in this order."""
    record = next((record for kind, record in _extras(extra) if kind == 1), b"")[4:]
    values = [record[at:at + 8] for at in range(0, len(record) - 7, 8)]
    fields = [int.from_bytes(values.pop(0), "little") if value == 0xFFFFFFFF and values else value
              for value in (size, packed, offset)]
    return fields[0], fields[1], fields[2]
