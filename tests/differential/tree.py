"""A mail as a tree in which every byte of the grammar has a place of its own, so that it can be damaged alone.

In: parts put together by compose.py, changed by mutate.py. Out: `Mail.render()`, the bytes. Nothing is checked or
repaired. Sources: RFC 5322, 2045, 2046, 2231.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CRLF = b"\r\n"


@dataclass
class Param:
    name: bytes
    value: bytes  # as it is written, quotes included
    before: bytes = b"; "
    equals: bytes = b"="
    after: bytes = b""

    def render(self) -> bytes:
        return self.before + self.name + self.equals + self.value + self.after


@dataclass
class Field:
    name: bytes
    value: bytes
    params: list[Param] = field(default_factory=list)
    colon: bytes = b": "
    after: bytes = b""
    end: bytes = CRLF

    def render(self) -> bytes:
        return (self.name + self.colon + self.value + b"".join(p.render() for p in self.params) + self.after
                + self.end)

    def is_a(self, name: bytes) -> bool:
        return self.name.lower() == name


@dataclass
class Delimiter:
    boundary: bytes
    before: bytes = CRLF
    dashes: bytes = b"--"
    close: bytes = b""
    after: bytes = b""
    end: bytes = CRLF

    def render(self) -> bytes:
        return self.before + self.dashes + self.boundary + self.close + self.after + self.end


@dataclass
class Leaf:
    written: bytes  # in its transfer encoding
    encoding: str = "7bit"

    def render(self) -> bytes:
        return self.written


@dataclass
class Nested:
    """A message/rfc822 body."""

    mail: Entity

    def render(self) -> bytes:
        return self.mail.render()


@dataclass
class Multipart:
    boundary: bytes
    parts: list[tuple[Delimiter, Entity]]
    last: Delimiter
    preamble: bytes = b""
    epilogue: bytes = b""

    def render(self) -> bytes:
        body = b"".join(line.render() + part.render() for line, part in self.parts)
        if not self.preamble and body.startswith(CRLF):
            body = body[2:]
        return self.preamble + body + self.last.render() + self.epilogue


@dataclass
class Entity:
    fields: list[Field]
    body: Leaf | Nested | Multipart
    blank: bytes = CRLF  # between header and body

    def render(self) -> bytes:
        return b"".join(f.render() for f in self.fields) + self.blank + self.body.render()

    def find(self, name: bytes) -> list[Field]:
        return [f for f in self.fields if f.is_a(name)]


def entities(root: Entity) -> list[Entity]:
    """All of them, outer before inner."""
    found, todo = [], [root]
    while todo:
        entity = todo.pop()
        found.append(entity)
        if isinstance(entity.body, Multipart):
            todo.extend(part for _, part in reversed(entity.body.parts))
        elif isinstance(entity.body, Nested):
            todo.append(entity.body.mail)
    return found


def delimiters(multipart: Multipart) -> list[Delimiter]:
    return [line for line, _ in multipart.parts] + [multipart.last]
