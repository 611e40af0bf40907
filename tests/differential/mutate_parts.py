"""Damage to boundaries, boundary lines and the nesting of parts.

In: random.Random and a tree (tree.py), which is changed in place. Sources: RFC 2046 5.1.
"""

from __future__ import annotations

from random import Random

from compose import encode
from places import TYPES, any_line, any_multipart, splice
from tree import CRLF, Entity, Field, Leaf, Multipart, delimiters, entities


def line_noise(rng: Random, root: Entity) -> None:
    if line := any_line(rng, root):
        where = rng.choice(["before", "dashes", "boundary", "close", "after", "after", "after"])
        setattr(line, where, splice(rng, getattr(line, where)))


def line_shape(rng: Random, root: Entity) -> None:
    if line := any_line(rng, root):
        part = rng.choice(["before", "dashes", "close", "after", "end", "boundary"])
        choices = {"before": [b"", b"\n", b"\r", CRLF + b" ", CRLF + CRLF, b"\r\r\n", b"x", CRLF + b"\0", CRLF + b"\t",
                              CRLF + b">"],
                   "dashes": [b"-", b"---", b"", b"- -", b"\xe2\x80\x94", b" --"],
                   "close": [b"", b"--", b"-", b"---", b"-- ", b" --", b"--x"],
                   "after": [b" ", b"\t", b"x", b" x", b"--", b"\0", b";", b"\r", b" \t ", b"\x0b", b"(c)", b"\\"],
                   "end": [b"\n", b"\r", b"\r\r\n", CRLF + CRLF, b"", b"\n\r", b"\0" + CRLF],
                   "boundary": [line.boundary.upper(), line.boundary.lower(), line.boundary[:-1], line.boundary + b"0",
                                b'"' + line.boundary + b'"', line.boundary.swapcase(), b"khac"]}
        setattr(line, part, rng.choice(choices[part]))


def line_drop(rng: Random, root: Entity) -> None:
    if line := any_line(rng, root):
        line.before = line.dashes = line.boundary = line.close = line.after = b""
        line.end = CRLF


def early_close(rng: Random, root: Entity) -> None:
    if place := any_multipart(rng, root):
        line = rng.choice(delimiters(place[1]))
        line.before += b"--" + place[1].boundary + b"--" + CRLF


def early_open(rng: Random, root: Entity) -> None:
    if place := any_multipart(rng, root):
        line = rng.choice(delimiters(place[1]))
        line.before += b"--" + place[1].boundary + rng.choice([CRLF, CRLF + CRLF, b" " + CRLF])


def part_to_edge(rng: Random, root: Entity) -> None:
    """A part into the preamble or behind the end."""
    place = any_multipart(rng, root)
    if place and place[1].parts:
        multipart = place[1]
        line, part = multipart.parts.pop(rng.randrange(len(multipart.parts)))
        with_line = rng.random() < 0.6
        text = (line.render() if with_line else CRLF) + part.render()
        if rng.random() < 0.5:
            multipart.preamble += text
        else:
            multipart.epilogue += text


def same_boundary(rng: Random, root: Entity) -> None:
    """Two multiparts share one boundary, or one's begins the other's."""
    multiparts = [(e, e.body) for e in entities(root) if isinstance(e.body, Multipart)]
    if len(multiparts) < 2:
        return
    (_, first), (entity, second) = rng.sample(multiparts, 2)
    rename_boundary(entity, second, first.boundary + rng.choice([b"", b"", b"x", b"-", b"--", b" x"]))


def rename_boundary(entity: Entity, multipart: Multipart, boundary: bytes) -> None:
    for line in delimiters(multipart):
        line.boundary = line.boundary.replace(multipart.boundary, boundary)
    for field in entity.find(b"content-type"):
        for param in field.params:
            if param.name.lower() == b"boundary":
                param.value = b'"' + boundary + b'"'
    multipart.boundary = boundary


def odd_boundary(rng: Random, root: Entity) -> None:
    if place := any_multipart(rng, root):
        rename_boundary(*place, rng.choice([b"a b", b"a b ", b" ab", b"a;b", b"a=b", b"a\\\\b", b"a(c)b", b"-", b"--",
                                            b"a--", b"x" * 70, b"x" * 71, b"y" * 300, b"\xc3\xa9", b"a,b",
                                            b"=?utf-8?q?ab?=", b"a'b", b"a%20b", b"a\tb", b"a\0b", b"."]))


def boundary_on_leaf(rng: Random, root: Entity) -> None:
    if place := any_multipart(rng, root):
        for field in place[0].find(b"content-type"):
            field.value = rng.choice(TYPES)


def wrap(rng: Random, root: Entity) -> None:
    """An encoding declared on a container, with or without the body so encoded."""
    if place := any_multipart(rng, root):
        entity = place[0]
        encoding = rng.choice([b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"x-none"])
        entity.fields.append(Field(b"Content-Transfer-Encoding", encoding))
        if rng.random() < 0.5:
            body = encode(entity.body.render(), encoding.decode(), "x", rng)
            entity.body = Leaf(body, encoding.decode())


PARTS = [line_noise, line_shape, line_shape, line_drop, early_close, early_open, part_to_edge, same_boundary,
         odd_boundary, boundary_on_leaf, wrap]
