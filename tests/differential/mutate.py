"""Damage to a mail at the level of its grammar: fields, parameters, boundaries, encodings, several at once.

In: random.Random and a tree (tree.py), which is changed in place. Out: the names of what was done. Each mutation is a
function (Random, Entity) -> None in one of the lists of mutate_*.py: a new one is a function and its place in a list.
"""

from __future__ import annotations

from random import Random

from mutate_body import BODY
from mutate_fields import FIELDS
from mutate_params import PARAMS
from mutate_parts import PARTS
from mutate_readings import READINGS
from tree import CRLF, Entity


def mutate(rng: Random, root: Entity) -> list[str]:
    done = []
    for _ in range(rng.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6])):
        mutation = rng.choice(rng.choice([FIELDS, FIELDS, PARAMS, PARAMS, PARTS, BODY, BODY, READINGS]))
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
