#!/usr/bin/env python3
"""Writes seeds for the fuzz targets, made by the sample makers: one folder a target.

    seeds.py --out DIR [--quick] [--most-bytes N]

Whole mails, the headers and bodies of their parts, and the files in them, sorted by their first bytes. --quick takes few families and
few files a target, for the everyday run.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
TREE = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "samples"))
sys.path.insert(0, str(HERE.parent / "policyd"))

from corpus import Context  # noqa: E402
from formats import rar, rich_containers, sevenzip, small_archives, zips  # noqa: E402
from make import _of  # noqa: E402
from policy_client import question  # noqa: E402

QUICK = ["odd", "executables", "unopenable", "clean"]
FULL = [*QUICK, "encrypted", "containers"]
MOST_QUICK, MOST_FULL = 40, 500  # files a target

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# First bytes -> targets that read such a file from its first byte.
FRONTS = [
    (b"PK", ["zip"]),
    (b"Rar!", ["rar"]),
    (b"7z\xbc\xaf\x27\x1c", ["seven_zip"]),
    (OLE, ["office"]),
    (b"{\\rt", ["rtf"]),
    (b"\xe4\x52\x5c\x7b", ["onenote"]),
    (b"%PDF", ["pdf"]),
    (b"\x78\x9f\x3e\x22", ["tnef"]),
    (b"-----BEGIN", ["cms_pgp"]),
    (b"0\x80", ["cms_pgp"]),
    (b"0\x82", ["cms_pgp"]),
    (b"<", ["markup"]),
    (b"BEGIN:V", ["markup"]),
    (b"MSCF", ["libarchive"]),
    (b"\x1f\x8b", ["libarchive"]),
    (b"\x1f\x9d", ["libarchive"]),
    (b"BZh", ["libarchive"]),
    (b"\xfd7zXZ", ["libarchive"]),
    (b"\x28\xb5\x2f\xfd", ["libarchive"]),
    (b"xar!", ["libarchive"]),
    (b"!<arch>", ["libarchive"]),
    (b"07070", ["libarchive"]),
]


class Folder:
    """Writes each content of a target once, under its hash."""

    def __init__(self, out: Path, most_bytes: int, most_files: int):
        self.out, self.most_bytes, self.most_files = out, most_bytes, most_files
        self.count: dict[str, int] = {}

    def add(self, target: str, data: bytes, most_bytes: int | None = None) -> None:
        if len(data) > (most_bytes or self.most_bytes) or self.count.get(target, 0) >= self.most_files:
            return
        path = self.out / target / hashlib.sha256(data).hexdigest()[:16]
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            self.count[target] = self.count.get(target, 0) + 1


def add_file(folder: Folder, name: str, data: bytes) -> None:
    targets = [target for front, found in FRONTS if data.startswith(front) for target in found]
    if data[257:262] == b"ustar" or data[2:5] == b"-lh" or data[0x8001:0x8006] == b"CD001":
        targets.append("libarchive")
    for target in targets or ["markup"] * name.endswith((".js", ".vbs", ".bat", ".ps1", ".hta")):
        folder.add(target, data)
    line = name.encode("utf-8", "replace").replace(b"\n", b" ") + b"\n"
    folder.add("file_type", line + data[:2048])
    folder.add("attachment", line + data)


def add_mail(folder: Folder, data: bytes) -> None:
    folder.add("message", data)
    folder.add("multipart", bytes(4) + data)
    folder.add("header", bytes(3) + data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        for value in part.values():
            if "=?" in str(value) or "*" in str(value):
                folder.add("encoded_words", str(value).encode("utf-8", "surrogateescape"))
        if part.is_multipart():
            continue
        raw = part.get_payload()
        if isinstance(raw, str):
            text = raw.encode("utf-8", "surrogateescape")
            if part.get("Content-Transfer-Encoding", "").lower() in ("base64", "quoted-printable"):
                folder.add("transfer", b"\xff" + text[:2048])
            if text.startswith(b"begin ") or b"\nbegin " in text or b"=ybegin" in text:
                folder.add("encoded_text", b"\xff" + text)
        name = part.get_filename() or "file"
        folder.add("names", name.encode("utf-8", "surrogateescape"))
        content = part.get_payload(decode=True)
        if content:
            add_file(folder, name, content)


def formats() -> Iterator[tuple[str, bytes]]:
    """Small files of each container, also those that the quick families have none of."""
    files = {"ghi chú.txt": b"Xin ch\xc3\xa0o\n", "a/b.exe": b"MZ" + bytes(62)}
    for encrypted in (False, True):
        for headers in (False, True):
            yield "a.rar", rar.rar4(files, encrypted=encrypted, headers=headers)
            yield "a.rar", rar.rar5(files, encrypted=encrypted, headers=headers)
    yield "a.zip", zips.simple(files)
    yield "a.7z", sevenzip.seven(files)
    yield "a.7z", sevenzip.seven(files, "-mx0", "-pmat-khau")
    for make in (small_archives.tar, small_archives.cab, small_archives.lha, small_archives.cpio, small_archives.ar, small_archives.xar):
        yield "a.bin", make(files)
    tar = small_archives.tar(files)
    for pack in (small_archives.gz, small_archives.bz, small_archives.xz, small_archives.lzma_alone, small_archives.compress_z, small_archives.zst):
        yield "a.tar.x", pack(tar)
    yield "winmail.dat", rich_containers.tnef(files, rtf_body=True)
    yield "a.one", rich_containers.onenote("trang", files)
    yield "a.rtf", rich_containers.rtf("văn bản", files)


def add_rest(folder: Folder) -> None:
    """What mails have none of: files that operators write, facts, texts."""
    for path in sorted((TREE / "tests/bad_rules").glob("*.yaml")) + sorted((TREE / "rules").glob("*.yaml")):
        folder.add("yaml_tree", path.read_bytes())
        folder.add("rule_file", path.read_bytes())
    for path in (TREE / "rules/regulation").glob("*.yaml"):
        folder.add("profile_file", path.read_bytes(), 1 << 20)
    folder.add("settings", (TREE / "examples/congvu.yaml").read_bytes())
    folder.add("settings", b"limits:\n  unpacked_bytes: 100 MB\n  depth: 12\nscan:\n  workers: 4\n")
    row = {"path": "mail > a.exe", "names": ["a.exe"], "declared_type": "", "detected_type": "", "description": "", "kind": "executable",
           "form": "pe", "by_name": True, "by_content": False, "size": 3, "sha256": "", "depth": 1, "role": "part", "inline_text": False,
           "encrypted": False, "unchecked": ["damaged"], "deviations": []}
    facts = {"size": 7, "headers": [["Subject", "x"]], "attachments": [row], "deviations": ["duplicate_header"], "limits": ["depth"]}
    folder.add("facts_json", json.dumps(facts).encode())
    folder.add("reply", b"\x0fa@b.vn\nc@d.vn\nhelo\nT\xe1\xbb\x87p %s \xe2\x80\xae.exe")
    for step in (b"\x07", b"\xff"):
        folder.add("policy_request", step + question())
        folder.add("policy_request", step + question(protocol_state="DATA", queue_id="4ABC", recipient_count="2") + question(sender=""))
        folder.add("policy_request", step + question(request=None) + question())
        folder.add("policy_request", step + question().replace(b"\n", b"\r\n"))
    folder.add("package", b"[Content_Types].xml\nword/document.xml\nword/vbaProject.bin\n\n<Types/>")
    folder.add("package", b"mimetype\nMETA-INF/manifest.xml\n\napplication/vnd.oasis.opendocument.text<manifest:encryption-data>")
    folder.add("encoded_text", b"\xffbegin 644 a.exe\n#36%T\n`\nend\n=ybegin line=128 size=3 name=b.exe\nabc\n=yend size=3\n")
    folder.add("encoded_words", b"=?utf-8?B?xJHGsMahbmc=?= =?iso-2022-jp?Q?=1B$B?= a; name*0*=utf-8''%C4%91; name*1=b")
    for label in ("utf-7", "utf-16", "TCVN", "VISCII", "iso-2022-kr", "hz", "gb18030", "windows-1258", "cp037"):
        folder.add("encoded_words", label.encode() + b"\nti\xe1\xba\xbfng Vi\xe1\xbb\x87t \x1b$)C\x0e~{")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--most-bytes", type=int, default=16_384)
    options = parser.parse_args()
    folder = Folder(options.out, options.most_bytes, MOST_QUICK if options.quick else MOST_FULL)
    for name, data in formats():
        add_file(folder, name, data)
    context = Context()
    for family in QUICK if options.quick else FULL:
        samples = [sample.data for sample in _of(family, context)]
        random.Random(27).shuffle(samples)
        for data in samples:
            add_mail(folder, data)
    add_rest(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
