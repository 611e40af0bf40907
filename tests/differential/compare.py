"""The rule of the differential test: what another program sees, congvu sees, or it says that it may not.

In: the views of a mail (oracles.py) and congvu's facts. Out: the misses. Three things are asked of every leaf that an
oracle sees, in every view:

program  Its decoded bytes are a program: they begin with MZ and have PE where that says. congvu has a row with the
         same SHA-256, or, since decoders differ on damage, another row of kind `executable` that stands for no other
         leaf of the same view (as many rows as programs).
name     One of its names ends like a program's. congvu has a row with that name, whatever the case, blanks and
         control characters.
file     It is no text (has a name, is no text/*, or says attachment) and not empty. congvu has a row with the same
         SHA-256, or with the bytes after line ends were made alike.

All three are excused where the mail is flagged: a strong deviation, or something `unchecked`. A text that stands in
the clear around a program is no program: nothing runs what begins with other text.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass

from oracles import Seen

ENDINGS = ("exe", "scr", "com", "pif", "js", "vbs", "bat", "cmd", "hta", "ps1", "lnk", "wsf", "jse", "vbe", "cpl", "msi")
PROGRAM_NAME = re.compile(r"\.(%s)$" % "|".join(ENDINGS))


@dataclass
class Miss:
    kind: str  # program, name, file
    view: str
    what: str


def is_program(data: bytes) -> bool:
    if len(data) < 64 or data[:2] != b"MZ":
        return False
    (at,) = struct.unpack_from("<I", data, 60)
    return data[at : at + 4] == b"PE\0\0"


def plain(name: str) -> str:
    """Without what no reader shows: case, marks of width, blanks, control and format characters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cs"))


def hashes(data: bytes) -> set[str]:
    """Of the bytes, and of what a change of line ends makes of them."""
    lf = data.replace(b"\r\n", b"\n")
    forms = {data, lf, lf.replace(b"\n", b"\r\n")}
    forms |= {form.rstrip(b"\r\n") for form in list(forms)}
    return {hashlib.sha256(form).hexdigest() for form in forms}


def is_file(leaf: Seen) -> bool:
    if not leaf.data.strip() or leaf.type.startswith(("message/", "multipart/")):
        return False
    return bool(leaf.names) or leaf.disposition == "attachment" or not leaf.type.startswith("text/")


def flagged(facts: dict) -> bool:
    return facts["flags"]["ambiguous"] or facts["flags"]["unchecked"]


def reasons(facts: dict) -> list[str]:
    """The codes that flag a mail."""
    strong = set(facts["strong_codes"])
    found = strong & set(facts["deviations"])
    for row in facts["attachments"]:
        found |= strong & set(row["deviations"])
        found |= {f"unchecked:{reason}" for reason in row["unchecked"]}
    return sorted(found)


def unseen(views: dict[str, list[Seen]], facts: dict) -> list[Miss]:
    """What congvu does not see, whether it is flagged or not."""
    rows = facts["attachments"]
    known = {row["sha256"] for row in rows}
    names = {plain(name) for row in rows for name in row["names"]}
    misses = []
    for view, leaves in views.items():
        programs = {hashlib.sha256(leaf.data).hexdigest() for leaf in leaves if is_program(leaf.data)}
        elsewhere = sum(row["kind"] == "executable" and row["sha256"] not in programs for row in rows)
        unknown = sorted(programs - known)
        misses += [Miss("program", view, f"a program with SHA-256 {digest}") for digest in unknown[elsewhere:]]
        for leaf in leaves:
            for name in leaf.names:
                if PROGRAM_NAME.search(plain(name)) and plain(name) not in names:
                    misses.append(Miss("name", view, ascii(name)))
            if is_file(leaf) and not is_program(leaf.data) and not hashes(leaf.data) & known:
                misses.append(Miss("file", view, f"{leaf.type} {leaf.names} {leaf.data[:60]!r} ({len(leaf.data)} bytes)"))
    return misses


def misses_of(views: dict[str, list[Seen]], facts: dict) -> list[Miss]:
    return [] if flagged(facts) else unseen(views, facts)
