"""Archives that were damaged, and such as are made to harm."""

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}


def cuts(content: bytes, tries: int, chance: random.Random) -> Iterator[bytes]:
    """Cut at the beginning of every block, as far as there are ``tries``, and elsewhere."""
    places = [0, 1, len(content) - 1, *range(tarfile.BLOCKSIZE, len(content), tarfile.BLOCKSIZE)]
    places += [chance.randrange(len(content)) for _ in range(tries)]
    yield from (content[:place] for place in chance.sample(places, min(tries, len(places))))


def flips(content: bytes, tries: int, chance: random.Random) -> Iterator[bytes]:
    for _ in range(tries):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def holes(content: bytes, tries: int, chance: random.Random) -> Iterator[bytes]:
    """Zeros or noise in place of a part, or of all up to the end."""
    for _ in range(tries):
        start = chance.randrange(len(content))
        length = chance.choice([512, 4096, len(content) - start])
        filler = chance.choice([bytes(length), chance.randbytes(length)])
        yield (content[:start] + filler + content[start + length :])[: len(content)]


def no_archives() -> dict[str, bytes]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index/CURRENT", "x")
    noise = random.Random(7).randbytes(50_000)
    begun = {name: compress(b"")[:6] + noise for name, compress in COMPRESSIONS.items()}
    return {"noise": noise, "nothing": b"", "zip": packed.getvalue(), "zeros": bytes(20_480), "text": b"tea\n"} | begun


def hostile_members(outside: Path) -> dict[str, list[tarfile.TarInfo]]:
    """What must not be written, by what it is; ``outside`` is a file that some of it aims at."""
    made = {
        "absolute": [_file(str(outside))],
        "above": [_file("../outside.txt")],
        "above by the way": [_file("index/../../outside.txt")],
        "in a thousand folders": [_file("a/" * 1000 + "x")],
        "twice": [_file("index/x"), _file("index/x")],
        "below a file": [_file("index/x"), _file("index/x/y")],
        "in place of a folder": [_file("index/x/y"), _file("index/x")],
        "not as it is written": [_file("./index//x")],
        "no name": [_file("")],
        "a name that is too long": [_file("index/" + "x" * 5000)],
        "folder": [_special("index/x", tarfile.DIRTYPE)],
        "pipe": [_special("index/x", tarfile.FIFOTYPE)],
        "device": [_special("index/x", tarfile.CHRTYPE)],
        "disk": [_special("index/x", tarfile.BLKTYPE)],
        "sparse": [_special("index/x", tarfile.GNUTYPE_SPARSE)],
        "unknown": [_special("index/x", b"Z")],
        "link": [_special("index/x", tarfile.SYMTYPE, str(outside)), _file("index/x")],
        "link to a folder": [_special("index/x", tarfile.SYMTYPE, str(outside.parent)), _file("index/x/outside.txt")],
        "hard link": [_special("index/x", tarfile.LNKTYPE, str(outside))],
        "hard link within": [_file("index/y"), _special("index/x", tarfile.LNKTYPE, "index/y")],
        "links that are longer than a path may be": list(_long_links()),
    }
    for key, value in (
        ("GNU.sparse.major", "1"),
        ("linkpath", str(outside)),
        ("size", "-512"),
        ("path", "../outside.txt"),
    ):
        member = _file("index/x")
        member.pax_headers = {key: value}
        made[f"pax {key}"] = [member]
    return made


def _long_links() -> Iterator[tarfile.TarInfo]:
    """Links which together are too long to be looked through, and so lead out (CVE-2025-4517)."""
    folder, steps = "d" * 247, "abcdefghijklmnop"
    path = ""
    for step in steps:
        yield _special(path + folder, tarfile.DIRTYPE)
        yield _special(path + step, tarfile.SYMTYPE, folder)
        path += f"{folder}/"
    link = "/".join(steps) + "/" + "l" * 254
    yield _special(link, tarfile.SYMTYPE, "../" * len(steps))
    yield _special("escape", tarfile.SYMTYPE, link + "/..")
    yield _file("escape/outside.txt")


def _file(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = 4
    return member


def _special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def archive_of(members: list[tarfile.TarInfo]) -> bytes:
    """An archive that passes for a backup of an older program, with these members in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for member in [_file("index/CURRENT"), *members]:
            archive.addfile(member, io.BytesIO(b"tea\n") if member.size else None)
    return packed.getvalue()


def hostile_headers() -> dict[str, bytes]:
    """Archives of headers that no writer would make."""
    negative = tarfile.TarInfo("index/x")
    negative.size = -(2**20)
    huge = tarfile.TarInfo("index/x")
    huge.size = 2**62
    pax = tarfile.TarInfo("index/x")
    pax.type = tarfile.XHDTYPE
    records = {"pax without end": b"9" * 60_000, "pax of nothing": b"0 a=b\n" * 9, "pax beyond": b"900 path=x\n"}
    made = {name: _header(pax, len(content)) + content for name, content in records.items()}
    made["pax that is huge"] = _header(pax, 2**40)
    made["pax that is negative"] = _header(pax, -(2**20))
    made["pax before pax"] = (_header(pax, 512) + b"13 path=../x\n".ljust(512, b"\0")) * 5000
    made["size that is negative"] = negative.tobuf(tarfile.GNU_FORMAT)
    made["size that is huge"] = huge.tobuf(tarfile.GNU_FORMAT)
    made["time that is huge"] = _with_time(2**80)
    return {name: (content + bytes(-len(content) % 512)).ljust(20_480, b"\0") for name, content in made.items()}


def _header(member: tarfile.TarInfo, size: int) -> bytes:
    member.size = size
    return member.tobuf(tarfile.GNU_FORMAT)


def _with_time(seconds: int) -> bytes:
    member = _file("index/CURRENT")
    member.mtime = seconds
    return member.tobuf(tarfile.GNU_FORMAT) + b"tea\n".ljust(512, b"\0")
