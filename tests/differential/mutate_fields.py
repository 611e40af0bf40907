"""Damage to header fields as wholes, to the lines of a header and to the blank line behind it.

In: random.Random and a tree (tree.py), which is changed in place. Sources: RFC 5322, 7103.
"""

from __future__ import annotations

import copy
from random import Random

from compose import one_word
from mutate_params import other_param_value, param_of_name
from places import ENCODINGS, OTHER_NAMES, TYPES, any_entity, any_field, splice
from tree import CRLF, Entity, Field


def field_duplicate(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        entity, old = place
        twin = copy.deepcopy(old)
        roll = rng.random()
        if roll < 0.7:
            other_value(rng, twin)
        entity.fields.insert(rng.randint(0, len(entity.fields)), twin)


def other_value(rng: Random, field: Field) -> None:
    """Another legal value; parameters go with it, get another value, or stay."""
    roll = rng.random()
    if field.is_a(b"content-type"):
        if roll < 0.6:
            field.value = rng.choice(TYPES)
        for param in field.params:
            if rng.random() < 0.5:
                other_param_value(rng, param)
    elif field.is_a(b"content-transfer-encoding"):
        field.value = rng.choice(ENCODINGS)
    else:
        field.value = rng.choice([b"attachment", b"inline", b"form-data", b"", b"x-none", b"attachment, inline"])
        field.params = [param_of_name(rng, b"filename", rng.choice(OTHER_NAMES))]
    if rng.random() < 0.2:
        field.params = []


def field_drop(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        place[0].fields.remove(place[1])


def field_insert(rng: Random, root: Entity) -> None:
    entity = any_entity(rng, root)
    name = rng.choice([b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition"])
    field = Field(name, b"")
    other_value(rng, field)
    entity.fields.insert(rng.randint(0, len(entity.fields)), field)


def field_move(rng: Random, root: Entity) -> None:
    rng.shuffle(any_entity(rng, root).fields)


def field_value(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        field = place[1]
        if field.is_a(b"content-type"):
            field.value = rng.choice(TYPES)
        elif field.is_a(b"content-transfer-encoding"):
            field.value = rng.choice(ENCODINGS)
        else:
            field.value = rng.choice([b"attachment", b"inline", b"", b"x", b"ATTACHMENT", b"=?utf-8?q?attachment?=",
                                      b'"attachment"'])


def field_case(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        field = place[1]
        change = rng.choice([bytes.upper, bytes.lower, bytes.swapcase])
        if rng.random() < 0.5:
            field.name = change(field.name)
        else:
            field.value = change(field.value)


def field_name(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        field = place[1]
        field.name = rng.choice([splice(rng, field.name), field.name.replace(b"-", b" "),
                                 field.name.replace(b"-", b"_"), b" " + field.name, b"\t" + field.name,
                                 field.name + b"\0", b"X-" + field.name])


def field_colon(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        place[1].colon = rng.choice([b":", b" :", b" : ", b"\t: ", b":\t", b": :", b"::", b" ", b":" + CRLF + b" ",
                                     b": " + CRLF + b" ", CRLF + b" : ", b"\0: ", b":\0", b":\r ", b":\n ", b"=",
                                     b"\xef\xbc\x9a", b":   ", b":" + CRLF + b"\t", b":" + CRLF + b" " + CRLF + b" "])


def field_noise(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        field = place[1]
        if rng.random() < 0.6:
            field.value = splice(rng, field.value)
        else:
            field.after = splice(rng, field.after)


def field_end(rng: Random, root: Entity) -> None:
    entity = any_entity(rng, root)
    if entity.fields:
        rng.choice(entity.fields).end = rng.choice([b"\n", b"\r", b"\r\r\n", b"\n\r", b" " + CRLF, CRLF + b" " + CRLF,
                                                    b"\0" + CRLF, b"\x0b", b"\x0c", b"\x85", CRLF + b"\t" + CRLF, b""])


def field_encoded_word(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        field = place[1]
        whole = field.value + b"".join(p.render() for p in field.params)
        if rng.random() < 0.5:
            field.value = one_word(field.value, "utf-8", rng.choice("BQ"))
        else:
            field.value, field.params = one_word(whole, "utf-8", rng.choice("BQ")), []


def junk_line(rng: Random, root: Entity) -> None:
    entity = any_entity(rng, root)
    line = rng.choice([b"khong co hai cham", b"", b" ", b"\t", b": trong", b"From x@y Tue", b">From x", b"-----", b"\0",
                       b"\r", b"X Y: z", b" x: y", b"Content-Type", b"\xc3\xa9: y", b"X:" + CRLF, b"--abc", b"=", b".",
                       b"Content-Type : text/plain", b"<html>", b"begin 644 x"])
    entity.fields.insert(rng.randint(0, len(entity.fields)), Field(line, b"", colon=b""))


def blank_line(rng: Random, root: Entity) -> None:
    any_entity(rng, root).blank = rng.choice([b"", b"", b" " + CRLF, b"\t" + CRLF, b"\r", b"\n", b"\r\r\n", b"\n\n",
                                              CRLF + CRLF, b"\0" + CRLF, b"\n\r\n", b"\r\n\r", b"x" + CRLF + CRLF,
                                              b"--" + CRLF, b"\x0b" + CRLF, b"\r\n "])


FIELDS = [field_duplicate, field_duplicate, field_drop, field_insert, field_move, field_move, field_value, field_case,
          field_case, field_name, field_colon, field_noise, field_noise, field_end, field_encoded_word, junk_line,
          blank_line]
