"""Damage to the parameters of Content-Type and Content-Disposition.

In: random.Random and a tree (tree.py), which is changed in place. Sources: RFC 2045 5.1, 2047 5, 2183, 2231.
"""

from __future__ import annotations

import copy
from random import Random
from urllib.parse import quote_from_bytes

from compose import encoded_words, one_word
from places import OTHER_NAMES, any_field, any_param, splice
from tree import CRLF, Entity, Param


def param_of_name(rng: Random, key: bytes, name: str) -> Param:
    raw = name.encode()
    return rng.choice([Param(key, b'"' + raw + b'"'), Param(key, raw),
                       Param(key + b"*", b"utf-8''" + quote_from_bytes(raw).encode()),
                       Param(key, b'"' + encoded_words(name) + b'"'), Param(key, encoded_words(name)),
                       Param(key + b"*0", raw), Param(key + b"*0*", b"utf-8''" + quote_from_bytes(raw).encode())])


def bare(value: bytes) -> bytes:
    return value.strip(b'"')


def other_param_value(rng: Random, param: Param) -> None:
    if param.name.lower().startswith(b"boundary"):
        param.value = rng.choice([bare(param.value) + b"x", bare(param.value)[:-1], b"khac", b'""', b"",
                                  bare(param.value).upper(), b'"' + bare(param.value) + b' "', bare(param.value)[1:]])
    elif b"name" in param.name.lower():
        param.value = b'"' + rng.choice(OTHER_NAMES).encode() + b'"'
    else:
        param.value = rng.choice([b"x", b"utf-16", b"utf-7", b'""'])


def param_duplicate(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        _, field, param = place
        twin = copy.deepcopy(param)
        if rng.random() < 0.75:
            other_param_value(rng, twin)
        if rng.random() < 0.2:
            twin.name = twin.name.upper()
        field.params.insert(rng.randint(0, len(field.params)), twin)


def param_drop(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        place[1].params.remove(place[2])


def param_move(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        rng.shuffle(place[1].params)


def param_to_other_field(rng: Random, root: Entity) -> None:
    place, target = any_param(rng, root), any_field(rng, root)
    if place and target:
        place[1].params.remove(place[2])
        target[1].params.append(place[2])


def param_insert(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        entity, field = place
        roll = rng.random()
        if roll < 0.5:
            new = param_of_name(rng, rng.choice([b"name", b"filename", b"NAME", b"FileName"]), rng.choice(OTHER_NAMES))
        elif roll < 0.7:
            new = Param(b"boundary", rng.choice([b"khac", b'"khac"', b"", b'"', b"x y"]))
        else:
            new = Param(rng.choice([b"x", b"", b"charset", b"x-unix-mode", b"protocol"]), rng.choice([
                b"y", b'"a;b"', b'"', b"", b"a b c", b"=?"]),
                        equals=rng.choice([b"=", b"", b" = ", b"=="]))
        field.params.insert(rng.randint(0, len(field.params)), new)


def param_noise(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        param = place[2]
        where = rng.choice(["before", "name", "equals", "value", "value", "value", "after", "after"])
        setattr(param, where, splice(rng, getattr(param, where)))


def param_separator(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        place[2].before = rng.choice([b" ", b"", b",", b", ", b";;", b"; ; ", b";", b" ; ", b";\t", b";" + CRLF + b" ",
                                      CRLF + b" ;", b"\0;", b";\n ", b";\r ", b"; " + CRLF + b"\t", b":", b";(c)",
                                      b"; x;", b"; ,"])


def param_equals(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        place[2].equals = rng.choice([b" =", b"= ", b" = ", b"==", b"", b":", b"=" + CRLF + b" ", CRLF + b" =",
                                      b"\t=\t", b"=(c)", b"(c)=", b"=\0"])


def param_quotes(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        param = place[2]
        text = bare(param.value)
        param.value = rng.choice([text, b'"' + text, text + b'"', b'"' + text + b'"', b"'" + text + b"'", b'""' + text,
                                  text + b'""', b'"""' + text + b'"', b'"' + text + b'"x', b'x"' + text + b'"',
                                  b'"' + text + b'" "y"', b'"' + text[:2] + b'"' + text[2:],
                                  text[:2] + b'"' + text[2:] + b'"',
                                  b'"' + b"".join(b"\\" + bytes([c]) for c in text) + b'"', b"\\" + text,
                                  b'\\"' + text + b'\\"', b'"' + text + b'\\"', b'"' + text + b' "',
                                  b'" ' + text + b'"', b'"\t' + text + b'"', b"<" + text + b">",
                                  b'"' + text[:3] + CRLF + b" " + text[3:] + b'"',
                                  b"\xe2\x80\x9c" + text + b"\xe2\x80\x9d", b'"' + text[:2] + b'""' + text[2:] + b'"',
                                  b'"' + text + b'";"' + b'x"', b"=?utf-8?q?" + text + b"?="])


def param_case(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        place[2].name = rng.choice([place[2].name.upper(), place[2].name.capitalize()])


def param_rfc2231(rng: Random, root: Entity) -> None:
    """Cut into numbered pieces: in order, out of order, with gaps, repeated, percent-encoded or not."""
    if place := any_param(rng, root):
        _, field, param = place
        name, text = param.name.rstrip(b"*"), bare(param.value)
        if b"''" in text:
            text = text.split(b"''", 1)[1]
        count = rng.randint(1, 4)
        size = max(1, -(-len(text) // count))
        pieces = []
        for number, at in enumerate(range(0, max(1, len(text)), size)):
            star = rng.random() < 0.4
            value = text[at : at + size]
            if star and rng.random() < 0.6:
                value = b"".join(b"%%%02X" % c if rng.random() < 0.5 else bytes([c]) for c in value)
            if number == 0 and star:
                value = rng.choice([b"utf-8''", b"''", b"utf-8'vi'", b"x'", b"utf-16''", b"windows-1258''"]) + value
            if rng.random() < 0.5:
                value = b'"' + value + b'"'
            index = rng.choice([b"%d" % number] * 8 + [b"0%d" % number, b"%d" % (number + 1), b"", b" %d" % number,
                                                       b"-%d" % number, b"x"])
            pieces.append(Param(name + b"*" + index + (b"*" if star else b""), value))
        if rng.random() < 0.3:
            rng.shuffle(pieces)
        if rng.random() < 0.2:
            pieces.append(copy.deepcopy(rng.choice(pieces)))
        if rng.random() < 0.15 and len(pieces) > 1:
            pieces.pop(rng.randrange(len(pieces)))
        at = field.params.index(param)
        field.params[at : at + (rng.random() < 0.8)] = pieces


def param_encoded_word(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        param = place[2]
        text = bare(param.value)
        charset = rng.choice(["utf-8", "UTF-8", "iso-8859-1", "us-ascii", "windows-1258", "utf-7", "utf-16", "x-none",
                              "", "utf-8*vi", "gb2312"])
        form = rng.choice("BBQQbqX")
        cut = rng.randint(0, len(text))
        data = text.decode("utf-8", "replace").encode("utf-16-be") if charset == "utf-16" else text
        whole = one_word(data, charset, "B" if form in "Bb" else "Q").replace(b"?B?", b"?" + form.encode() + b"?", 1)
        pair = one_word(text[:cut], charset, form) + rng.choice([
            b" ", b"", CRLF + b" ", b"\t", b"x"]) + one_word(text[cut:], charset, form)
        value = rng.choice([whole, pair, b"x" + whole, whole + b".exe", whole[:-1], whole[:-2],
                            whole.replace(b"=?", b"= ?", 1), text[:cut] + one_word(text[cut:])])
        param.value = rng.choice([value, b'"' + value + b'"'])


PARAMS = [param_duplicate, param_duplicate, param_drop, param_move, param_move, param_to_other_field, param_insert,
          param_insert, param_noise, param_noise, param_noise, param_separator, param_equals, param_quotes,
          param_quotes, param_case, param_rfc2231, param_rfc2231, param_encoded_word]
