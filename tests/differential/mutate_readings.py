"""Programs in the clear or encoded where only one of two readings of a mail finds them.

In: random.Random and a tree (tree.py), which is changed in place. Sources: the named cases of the paper "Inbox
Invasion" (CCS 2024).
"""

from __future__ import annotations

from random import Random

from compose import encode, program
from mutate_fields import blank_line
from mutate_parts import line_shape
from places import BLANKS, CONTROLS, ENCODINGS, any_entity, any_multipart
from tree import CRLF, Delimiter, Entity, Field, Leaf, Multipart, delimiters, entities


def some_program(rng: Random) -> bytes:
    return program(b"hidden %d" % rng.randrange(10**9))


def mislabel(rng: Random, root: Entity) -> None:
    """A body in one encoding under the name of another, or under one that only some programs know."""
    leaves = [e for e in entities(root) if isinstance(e.body, Leaf)]
    if not leaves:
        return
    entity = rng.choice(leaves)
    encoding = rng.choice(["binary", "binary", "base64", "quoted-printable", "x-uuencode"])
    entity.body = Leaf(encode(some_program(rng), encoding, "an.exe", rng), encoding)
    label = rng.choice(ENCODINGS)
    if fields := entity.find(b"content-transfer-encoding"):
        fields[0].value = label
    else:
        entity.fields.append(Field(b"Content-Transfer-Encoding", label))


def program_in_header(rng: Random, root: Entity) -> None:
    """For whoever ends the header there, the body is a program."""
    entity = any_entity(rng, root)
    before = rng.choice(CONTROLS + BLANKS + [b"", CRLF, b"\r\r\n", b"\n\r\n", b"\r\r", b": ", b" :", b"--" + CRLF])
    if entity.fields and rng.random() < 0.5:
        field = rng.choice(entity.fields)
        where = rng.choice(["value", "after", "end", "colon"])
        setattr(field, where, getattr(field, where) + before + some_program(rng))
    else:
        at = rng.randint(0, len(entity.fields))
        entity.fields.insert(at, Field(before + some_program(rng), b"", colon=rng.choice([b"", b": ", b" : "])))


def program_at_edge(rng: Random, root: Entity) -> None:
    """In the preamble, behind the end, or in a further part behind a damaged boundary line."""
    if place := any_multipart(rng, root):
        entity, multipart = place
        line = Delimiter(multipart.boundary)
        line_shape(rng, Entity([], Multipart(b"", [], line)))
        header = rng.choice([b"", b"Content-Type: application/octet-stream" + CRLF])
        part = rng.choice([some_program(rng), line.render() + header + CRLF + some_program(rng)])
        where = rng.choice(["preamble", "epilogue", "line"])
        if where == "line":
            rng.choice(delimiters(multipart)).before += part + CRLF
        else:
            setattr(multipart, where, part + CRLF + getattr(multipart, where))


def two_bodies(rng: Random, root: Entity) -> None:
    """An ordinary part whose body looks like a second header and a program."""
    leaves = [e for e in entities(root) if isinstance(e.body, Leaf)]
    if leaves:
        entity = rng.choice(leaves)
        entity.body.written = (rng.choice([b"", b"Content-Type: application/octet-stream" + CRLF,
                                           b"X: y" + CRLF]) + CRLF
                               + some_program(rng))
        blank_line(rng, entity)


READINGS = [mislabel, mislabel, program_in_header, program_at_edge, two_bodies]
