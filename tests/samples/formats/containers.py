"""Everything that can hold a file, as one list: a name, and a function from (name, bytes) to (name, bytes).

`keeps_name`: the reader of the container can know the inner name. `single`: a layer around one file, whose inner name
is the outer one without its last extension.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import mail
from formats import images, legacy_office, ooxml, pdf, pe, rar, rich_containers, sevenzip, small_archives, zips

Packed = tuple[str, bytes]


@dataclass(frozen=True)
class Container:
    id: str
    extension: str
    pack: Callable[[str, bytes], bytes]
    keeps_name: bool = True
    single: bool = False
    kind: str = "archive"

    def put(self, name: str, data: bytes) -> Packed:
        packed = self.pack(name, data)
        if self.single:
            return f"{name}.{self.extension}", packed
        return f"ho-so.{self.extension}", packed


README = b"Ho so kem theo.\r\n"


def _beside(name: str, data: bytes) -> dict[str, bytes]:
    """The file, with a harmless one in front of it."""
    return {"doc-truoc.txt": README, name: data}


def _tar_in(packer: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, data: packer(small_archives.tar(_beside(name, data)))


def _docx_package(name: str, data: bytes) -> bytes:
    return ooxml.docx("Báo cáo", ["Bấm vào biểu tượng"], embeddings={"oleObject1.bin": legacy_office.ole_package(name, data)})


def _docx_plain(name: str, data: bytes) -> bytes:
    return ooxml.docx("Báo cáo", ["Bấm vào biểu tượng"], embeddings={name: data})


def _mail(name: str, data: bytes) -> bytes:
    return mail.with_attachments([mail.attachment(data, name)])


CONTAINERS: list[Container] = [
    Container("zip-stored", "zip", lambda n, d: zips.simple(_beside(n, d), zips.STORED)),
    Container("zip-deflate", "zip", lambda n, d: zips.simple(_beside(n, d))),
    Container("zip-bzip2", "zip", lambda n, d: zips.simple(_beside(n, d), zips.BZIP2)),
    Container("zip-lzma", "zip", lambda n, d: zips.simple(_beside(n, d), zips.LZMA)),
    Container("7z", "7z", lambda n, d: sevenzip.seven(_beside(n, d))),
    Container("7z-solid-bcj", "7z", lambda n, d: sevenzip.seven(_beside(n, d), "-ms=on", "-m0=bcj", "-m1=lzma")),
    Container("rar4", "rar", lambda n, d: rar.rar4(_beside(n, d))),
    Container("rar5", "rar", lambda n, d: rar.rar5(_beside(n, d))),
    Container("tar", "tar", lambda n, d: small_archives.tar(_beside(n, d))),
    Container("tar-gz", "tar.gz", _tar_in(small_archives.gz)),
    Container("tar-bz2", "tar.bz2", _tar_in(small_archives.bz)),
    Container("tar-xz", "tar.xz", _tar_in(small_archives.xz)),
    Container("tar-zst", "tar.zst", _tar_in(small_archives.zst)),
    Container("gz", "gz", lambda n, d: small_archives.gz(d), single=True),
    Container("gz-named", "gz", lambda n, d: small_archives.gz(d, n), single=True),
    Container("bz2", "bz2", lambda n, d: small_archives.bz(d), single=True),
    Container("xz", "xz", lambda n, d: small_archives.xz(d), single=True),
    Container("zst", "zst", lambda n, d: small_archives.zst(d), single=True),
    Container("compress", "Z", lambda n, d: small_archives.compress_z(d), single=True),
    Container("tar-compress", "tar.Z", _tar_in(small_archives.compress_z)),
    Container("lzma", "lzma", lambda n, d: small_archives.lzma_alone(d), single=True),
    Container("cab", "cab", lambda n, d: small_archives.cab(_beside(n, d))),
    Container("cab-stored", "cab", lambda n, d: small_archives.cab(_beside(n, d), False)),
    Container("iso", "iso", lambda n, d: small_archives.iso(_beside(n, d)), kind="disk_image"),
    Container("lha", "lzh", lambda n, d: small_archives.lha(_beside(n, d))),
    Container("lha-level0", "lha", lambda n, d: small_archives.lha(_beside(n, d), 0)),
    Container("cpio", "cpio", lambda n, d: small_archives.cpio(_beside(n, d))),
    Container("ar", "ar", lambda n, d: small_archives.ar(_beside(n, d))),
    Container("deb", "deb", lambda n, d: small_archives.deb(_beside(n, d))),
    Container("xar", "xar", lambda n, d: small_archives.xar(_beside(n, d))),
    Container("docx-package", "docx", _docx_package, kind="document"),
    Container("docx-embedding", "docx", _docx_plain, kind="document"),
    Container("doc-package", "doc", legacy_office.doc_with_package, kind="document"),
    Container("pdf", "pdf", lambda n, d: pdf.document("Báo cáo", ["Xem tep dinh kem"], files={n: d}), kind="document"),
    Container("rtf-package", "rtf", lambda n, d: rich_containers.rtf("Báo cáo", {n: d}), kind="document"),
    Container("onenote", "one", lambda n, d: rich_containers.onenote("Báo cáo", {n: d}), keeps_name=False, kind="document"),
    Container("tnef", "dat", lambda n, d: rich_containers.tnef(_beside(n, d)), kind="mail"),
    Container("eml", "eml", _mail, kind="mail"),
    Container("msg", "msg", lambda n, d: legacy_office.msg("Báo cáo", "Xem tệp", _beside(n, d)), kind="mail"),
]
BY_ID = {container.id: container for container in CONTAINERS}

# Behind something else: the outside is a program or a picture, the inside an archive.
SELF_EXTRACTORS: dict[str, Callable[[str, bytes], bytes]] = {
    "sfx-zip": lambda n, d: zips.build([zips.Entry(n, d)], prefix=pe.exe32()),
    "sfx-7z": lambda n, d: pe.exe32() + sevenzip.seven({n: d}),
    "sfx-rar4": lambda n, d: pe.exe32() + rar.rar4({n: d}),
    "sfx-rar5": lambda n, d: pe.exe32() + rar.rar5({n: d}),
}


def behind_picture(kind: str, name: str, data: bytes, rng: random.Random) -> bytes:
    """A picture that ends, then an archive."""
    front = images.jpeg(rng)
    if kind == "zip":
        return zips.build([zips.Entry(name, data)], prefix=front)
    return front + {"rar4": rar.rar4, "rar5": rar.rar5}[kind]({name: data})


