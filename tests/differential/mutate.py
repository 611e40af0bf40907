"""Damage to a mail at the level of its grammar: fields, parameters, quotes, boundaries, blank lines, encodings.

In: random.Random and a tree (tree.py), which is changed in place. Out: the names of what was done. Each mutation is a
function in one of the lists at the end, so that a new one is a function and its place in a list; damage to the bytes
of encoded bodies is in mutate_body.py. Families: RFC 7103; the named cases of the paper "Inbox Invasion" (CCS 2024).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from urllib.parse import quote_from_bytes

from compose import encode, encoded_words, one_word, program
from mutate_body import BODY_MUTATIONS
from tree import CRLF, Delimiter, Entity, Field, Leaf, Multipart, Param, delimiters, entities

MIME_FIELDS = (b"content-type", b"content-transfer-encoding", b"content-disposition")
BLANKS = [b" ", b"\t", b"  ", CRLF + b" ", CRLF + b"\t", CRLF + b"  "]
COMMENTS = [b"(c)", b" (a (b) c) ", b"(;)", b'(")', b"(=?utf-8?q?x?=)"]
CONTROLS = [b"\0", b"\r", b"\n", b"\x0b", b"\x0c", b"\x1f", b"\x7f", b"\x85", b"\xa0", b"\xc2\xa0", b"\r ", b"\n ",
            b"\r\r\n ",
            b"\x1c", b"\xe2\x80\xa8"]
MARKS = [b"(", b")", b'"', b"'", b"\\", b";", b",", b"=", b":", b"/", b"<", b">", b"*", b"%", b"?", b"--", b"\\\"",
         b'""']
NOISE = BLANKS * 3 + COMMENTS * 2 + CONTROLS + MARKS
OTHER_NAMES = ["khac.exe", "khac.txt", "other.js", "Khác.scr", "a.pdf"]
TYPES = [b"text/plain", b"text/html", b"multipart/mixed", b"message/rfc822", b"application/octet-stream",
         b"multipart/digest",
         b"multipart/x-none", b"application/x-none", b"message/partial", b"text", b"", b"/", b"text/", b"/plain",
         b"image/png",
         b"message/external-body", b"text/plain, multipart/mixed", b"multipart/mixed multipart/mixed", b"multipart/",
         b"application/applefile", b"multipart/appledouble", b"message/delivery-status", b"text/rfc822-headers"]
ENCODINGS = [b"base64", b"BASE64", b"Base64", b"quoted-printable", b"Quoted-Printable", b"7bit", b"8bit", b"binary",
             b"x-uuencode",
             b"uuencode", b"x-uue", b"uue", b"base-64", b"x-base64", b"base64 ", b"base64;", b"base64; x=y",
             b'"base64"', b"(c)base64",
             b"base64(c)", b"base64 (c)", b"base64, 7bit", b"7bit, base64", b"7bit base64", b"base64 7bit", b"base64/x",
             b"",
             b"=?utf-8?q?base64?=", b"none", b"b64", b"\0base64", b"base64\0", b"base64\t", b"yenc", b"binhex",
             b"x-yenc", b"'base64'",
             b"base64.", b"quoted-printable;", b"quoted printable", b"qp", b"8-bit", b"base 64", b"b\r\n ase64",
             b"BASE64,"]


def splice(rng: Random, text: bytes, noise: bytes | None = None) -> bytes:
    at = rng.choice([0, len(text), rng.randint(0, len(text))])
    return text[:at] + (rng.choice(NOISE) if noise is None else noise) + text[at:]


# --- choosing a place ---


def any_entity(rng: Random, root: Entity) -> Entity:
    return rng.choice(entities(root))


def any_field(rng: Random, root: Entity) -> tuple[Entity, Field] | None:
    places = [(e, f) for e in entities(root) for f in e.fields if f.name.lower() in MIME_FIELDS]
    return rng.choice(places) if places else None


def any_param(rng: Random, root: Entity) -> tuple[Entity, Field, Param] | None:
    places = [(e, f, p) for e in entities(root) for f in e.fields for p in f.params]
    return rng.choice(places) if places else None


def any_multipart(rng: Random, root: Entity) -> tuple[Entity, Multipart] | None:
    places = [(e, e.body) for e in entities(root) if isinstance(e.body, Multipart)]
    return rng.choice(places) if places else None


def any_line(rng: Random, root: Entity) -> Delimiter | None:
    lines = [line for e in entities(root) if isinstance(e.body, Multipart) for line in delimiters(e.body)]
    return rng.choice(lines) if lines else None


# --- fields ---


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
        field.name = rng.choice([splice(rng, field.name), field.name.replace(b"-", b" "), field.name.replace(b"-",
                                                                                                             b"_"),
                                 b" " + field.name, b"\t" + field.name, field.name + b"\0", b"X-" + field.name])


def field_colon(rng: Random, root: Entity) -> None:
    if place := any_field(rng, root):
        place[1].colon = rng.choice([b":", b" :", b" : ", b"\t: ", b":\t", b": :", b"::", b" ", b":" + CRLF + b" ",
                                     b": " + CRLF + b" ",
                                     CRLF + b" : ", b"\0: ", b":\0", b":\r ", b":\n ", b"=", b"\xef\xbc\x9a", b":   ",
                                     b":" + CRLF + b"\t",
                                     b":" + CRLF + b" " + CRLF + b" "])


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
                                                    b"\0" + CRLF,
                                                    b"\x0b", b"\x0c", b"\x85", CRLF + b"\t" + CRLF, b""])


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
                       b"\r", b"X Y: z", b" x: y",
                       b"Content-Type", b"\xc3\xa9: y", b"X:" + CRLF, b"--abc", b"=", b".",
                       b"Content-Type : text/plain", b"<html>", b"begin 644 x"])
    entity.fields.insert(rng.randint(0, len(entity.fields)), Field(line, b"", colon=b""))


def blank_line(rng: Random, root: Entity) -> None:
    any_entity(rng, root).blank = rng.choice([b"", b"", b" " + CRLF, b"\t" + CRLF, b"\r", b"\n", b"\r\r\n", b"\n\n",
                                              CRLF + CRLF, b"\0" + CRLF,
                                              b"\n\r\n", b"\r\n\r", b"x" + CRLF + CRLF, b"--" + CRLF, b"\x0b" + CRLF,
                                              b"\r\n "])


# --- parameters ---


def param_of_name(rng: Random, key: bytes, name: str) -> Param:
    raw = name.encode()
    return rng.choice([Param(key, b'"' + raw + b'"'), Param(key, raw), Param(key + b"*",
                                                                             b"utf-8''" + quote_from_bytes(raw).encode()),
                       Param(key, b'"' + encoded_words(name) + b'"'), Param(key, encoded_words(name)),
                       Param(key + b"*0", raw), Param(key + b"*0*", b"utf-8''" + quote_from_bytes(raw).encode())])


def bare(value: bytes) -> bytes:
    return value.strip(b'"')


def other_param_value(rng: Random, param: Param) -> None:
    if param.name.lower().startswith(b"boundary"):
        param.value = rng.choice([bare(param.value) + b"x", bare(param.value)[:-1], b"khac", b'""', b"",
                                  bare(param.value).upper(),
                                  b'"' + bare(param.value) + b' "', bare(param.value)[1:]])
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
            new = Param(rng.choice([b"x", b"", b"charset", b"x-unix-mode", b"protocol"]), rng.choice([b"y", b'"a;b"',
                                                                                                      b'"', b"",
                                                                                                      b"a b c", b"=?"]),
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
                                      CRLF + b" ;", b"\0;",
                                      b";\n ", b";\r ", b"; " + CRLF + b"\t", b":", b";(c)", b"; x;", b"; ,"])


def param_equals(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        place[2].equals = rng.choice([b" =", b"= ", b" = ", b"==", b"", b":", b"=" + CRLF + b" ", CRLF + b" =",
                                      b"\t=\t", b"=(c)", b"(c)=", b"=\0"])


def param_quotes(rng: Random, root: Entity) -> None:
    if place := any_param(rng, root):
        param = place[2]
        text = bare(param.value)
        param.value = rng.choice([text, b'"' + text, text + b'"', b'"' + text + b'"', b"'" + text + b"'", b'""' + text,
                                  text + b'""', b'"""' + text + b'"',
                                  b'"' + text + b'"x', b'x"' + text + b'"', b'"' + text + b'" "y"',
                                  b'"' + text[:2] + b'"' + text[2:],
                                  text[:2] + b'"' + text[2:] + b'"',
                                  b'"' + b"".join(b"\\" + bytes([c]) for c in text) + b'"',
                                  b"\\" + text, b'\\"' + text + b'\\"', b'"' + text + b'\\"', b'"' + text + b' "',
                                  b'" ' + text + b'"', b'"\t' + text + b'"',
                                  b"<" + text + b">", b'"' + text[:3] + CRLF + b" " + text[3:] + b'"',
                                  b"\xe2\x80\x9c" + text + b"\xe2\x80\x9d",
                                  b'"' + text[:2] + b'""' + text[2:] + b'"', b'"' + text + b'";"' + b'x"',
                                  b"=?utf-8?q?" + text + b"?="])


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
        pair = one_word(text[:cut], charset, form) + rng.choice([b" ", b"", CRLF + b" ", b"\t",
                                                                 b"x"]) + one_word(text[cut:], charset, form)
        value = rng.choice([whole, pair, b"x" + whole, whole + b".exe", whole[:-1], whole[:-2], whole.replace(b"=?",
                                                                                                              b"= ?",
                                                                                                              1),
                            text[:cut] + one_word(text[cut:])])
        param.value = rng.choice([value, b'"' + value + b'"'])


# --- boundaries and blank lines ---


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
                                b'"' + line.boundary + b'"',
                                line.boundary.swapcase(), b"khac"]}
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


# --- a program where only one of two readings finds it ---


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


Mutation = Callable[[Random, Entity], None]
FIELDS: list[Mutation] = [field_duplicate, field_duplicate, field_drop, field_insert, field_move, field_move,
                          field_value, field_case, field_case, field_name,
                          field_colon, field_noise, field_noise, field_end, field_encoded_word, junk_line, blank_line]
PARAMS: list[Mutation] = [param_duplicate, param_duplicate, param_drop, param_move, param_move, param_to_other_field,
                          param_insert, param_insert, param_noise,
                          param_noise, param_noise, param_separator, param_equals, param_quotes, param_quotes,
                          param_case, param_rfc2231, param_rfc2231,
                          param_encoded_word]
LINES: list[Mutation] = [line_noise, line_shape, line_shape, line_drop, early_close, early_open, part_to_edge,
                         same_boundary, odd_boundary, boundary_on_leaf, wrap]

TWO_READINGS: list[Mutation] = [mislabel, mislabel, program_in_header, program_at_edge, two_bodies]


def mutate(rng: Random, root: Entity) -> list[str]:
    done = []
    for _ in range(rng.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6])):
        mutation = rng.choice(rng.choice([FIELDS, FIELDS, PARAMS, PARAMS, LINES, BODY_MUTATIONS, BODY_MUTATIONS,
                                          TWO_READINGS]))
        mutation(rng, root)
        done.append(mutation.__name__)
    return done


def last_touch(rng: Random, mail: bytes) -> tuple[bytes, str]:
    """Line ends of the whole mail, as files have them."""
    roll = rng.random()
    if roll < 0.12:
        return mail.replace(CRLF, b"\n"), "lf_file"
    if roll < 0.14:
        return mail.rstrip(CRLF), "no_last_line_end"
    return mail, ""
