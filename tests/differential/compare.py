"""The rule of the differential test: what another program sees, congvu sees, or it says that it may not.

In: the views of a mail (oracles.py) and congvu's facts. Out: the misses. Three things are asked of every leaf that an
oracle sees, in every view:

program  Its decoded bytes are a program: they begin with MZ and have PE where that says. congvu has a row with the
         same SHA-256, or, since decoders differ on damage, another row that is `executable` by content and stands for
         no other leaf of the same view (as many rows as programs).
name     One of its names ends like a program's (not .com: congvu judges that by content, too; of an attached mail,
         which bears its subject as a name, only like a script's). congvu has a row of kind `executable` with that name,
         as far as its ASCII letters and digits go (the rest depends on the character set that a reader takes, and on
         its quotes); or such a row with the same bytes, or with
         damaged ones of the same declared type, and a name of that ending.
archive  Its decoded bytes begin like a zip. congvu has a row with the same SHA-256, or another archive by content, as above:
         what it gives when decoded once more excuses nothing here.
file     It is no text (has a name, is no text/*, or says attachment) and not empty. congvu has a row with the same
         SHA-256, or with the bytes after line ends were made alike, or with what they give when decoded (for an oracle
         that did not decode); or another oracle sees it longer, and that one is known; or congvu notes damage to the
         encoding in a row of the same name or declared type, which stands for this leaf only.

All four are excused where the mail is flagged: a strong deviation, or something `unchecked`. A text that stands in
the clear around a program is no program: nothing runs what begins with other text.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from oracles import Seen

ZIP = b"PK\x03\x04"
SCRIPTS = ("url", "js", "vbs", "bat", "cmd", "hta", "ps1", "wsf", "jse", "vbe")
ENDINGS = (*SCRIPTS, "exe", "scr", "pif", "lnk", "cpl", "msi")
MAILS = ("message/", "text/rfc822-headers")
DAMAGE = {"base64_damage", "quoted_printable_damage", "uuencode_damage"}
BLANKS = (rb"[ \t]+(?=\r?\n|$)", rb"[ \t]+(?=\r?\n)")
PROGRAM_NAME = re.compile(r"\.(%s)$" % "|".join(ENDINGS))


@dataclass
class Miss:
    kind: str  # program, archive, name, file
    view: str
    what: str


def is_program(data: bytes) -> bool:
    if len(data) < 64 or data[:2] != b"MZ":
        return False
    (at,) = struct.unpack_from("<I", data, 60)
    return data[at : at + 4] == b"PE\0\0"


def plain(name: str) -> str:
    """The ASCII letters, digits and dots of a name, without case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c == "." or (c.isascii() and c.isalnum())).rstrip(".")


def ending(name: str) -> str:
    return name.rpartition(".")[2]


def from_base64(data: bytes) -> bytes:
    """Whatever the padding, as most readers do."""
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    return base64.b64decode(digits[: len(digits) - (len(digits) % 4 == 1)] + b"=" * (-len(digits) % 4))


def from_uuencode(data: bytes) -> bytes:
    """The first file of a text; what a line cannot give is left out."""
    out = b""
    _, _, text = data.partition(b"begin ")
    for line in text.splitlines()[1:]:
        if line.strip() in (b"end", b"`"):
            break
        if not line:
            continue  # a2b_uu() makes 32 zeros of nothing
        try:
            out += binascii.a2b_uu(line)
        except ValueError:
            pass
    return out


@functools.lru_cache(maxsize=256)  # the oracles mostly agree
def hashes(data: bytes) -> frozenset[str]:
    """Of the bytes, of what a change of blanks at line ends makes of them, and of what they give when decoded."""
    forms = {data, binascii.a2b_qp(data), from_base64(data), from_uuencode(data)}
    forms |= {re.sub(blanks, b"", form) for form in forms for blanks in BLANKS}
    forms |= {form.replace(b"\r\n", b"\n") for form in forms}
    forms |= {form.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for form in forms}
    forms |= {form.lstrip(b"\r\n") for form in forms}
    bare = {form.rstrip(b"\r\n") for form in forms}
    forms |= bare | {form + end for form in bare for end in (b"\r", b"\n", b"\r\n", b"\r\n\r\n")}
    return frozenset(hashlib.sha256(form).hexdigest() for form in forms)


def take_damaged(leaf: Seen, damaged: list[dict]) -> bool:
    """Whether one of the rows stands for the leaf, which decoders give differently; it then stands for no other."""
    names = {plain(name) for name in leaf.names}
    for row in damaged:
        if names & {plain(name) for name in row["names"]} or row["declared_type"] in (declared(leaf), ""):
            damaged.remove(row)
            return True
    return False


def declared(leaf: Seen) -> str:
    return re.split("[ ;]", leaf.type)[0]


def is_damaged_twin(leaf: Seen, row: dict) -> bool:
    """A row of that type whose bytes no two decoders give alike."""
    return bool(DAMAGE & set(row["deviations"])) and row["declared_type"] == declared(leaf)


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


def unseen_archives(view: str, leaves: list[Seen], rows: list[dict]) -> list[Miss]:
    zips = {hashlib.sha256(leaf.data).hexdigest() for leaf in leaves if leaf.data.startswith(ZIP)}
    ours = [row for row in rows if row["kind"] in ("archive", "executable") and row["by_content"]]
    unknown = sorted(zips - {row["sha256"] for row in rows})
    elsewhere = sum(row["sha256"] not in zips for row in ours)
    return [Miss("archive", view, f"a zip with SHA-256 {digest}") for digest in unknown[elsewhere:]]


def unseen(views: dict[str, list[Seen]], facts: dict) -> list[Miss]:
    """What congvu does not see, whether it is flagged or not."""
    rows = facts["attachments"]
    known = {row["sha256"] for row in rows}
    programs_of_ours = [row for row in rows if row["kind"] == "executable"]
    shown = [name for row in programs_of_ours for name in row["names"]]
    names = {plain(name) for name in shown} | {plain(unquote(name.rpartition("''")[2])) for name in shown}
    whole = [leaf.data for leaves in views.values() for leaf in leaves if hashes(leaf.data) & known]
    misses = []
    for view, leaves in views.items():
        damaged = [row for row in rows if DAMAGE & set(row["deviations"])]
        programs = {hashlib.sha256(leaf.data).hexdigest() for leaf in leaves if is_program(leaf.data)}
        elsewhere = sum(row["by_content"] and row["sha256"] not in programs for row in programs_of_ours)
        unknown = sorted(programs - known)
        misses += [Miss("program", view, f"a program with SHA-256 {digest}") for digest in unknown[elsewhere:]]
        misses += unseen_archives(view, leaves, rows)
        for leaf in leaves:
            same = hashes(leaf.data)
            for name in leaf.names:
                if not PROGRAM_NAME.search(name.casefold().strip()) or plain(name) in names:
                    continue
                name = plain(name)
                if leaf.type.startswith(MAILS) and ending(name) not in SCRIPTS:
                    continue
                twins = (row for row in programs_of_ours if row["sha256"] in same or is_damaged_twin(leaf, row))
                if not any(ending(plain(other)) == ending(name) for row in twins for other in row["names"]):
                    misses.append(Miss("name", view, name))
            if not is_file(leaf) or is_program(leaf.data) or same & known:
                continue
            if not any(data.startswith(leaf.data) for data in whole) and not take_damaged(leaf, damaged):
                what = f"{leaf.type} {leaf.names} {leaf.data[:60]!r} ({len(leaf.data)} bytes)"
                misses.append(Miss("file", view, what))
    return misses


def misses_of(views: dict[str, list[Seen]], facts: dict) -> list[Miss]:
    return [] if flagged(facts) else unseen(views, facts)
