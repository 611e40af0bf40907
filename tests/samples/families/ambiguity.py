"""Mails that programs read differently: the program in them is seen in some reading, or the mail is flagged strongly.

The shapes are those of the public catalogue of MIMEminer, by name (named_cases.txt), made here, each in base64 and in
quoted-printable. A name without a mail, or a mail for an unknown name, is an error. Then pairs of structure and
encoding: 400 of them drawn by the seed, all 8,000 with --full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import Context, Flags, Sample
from families import (ambiguity_boundary, ambiguity_comments, ambiguity_encodings, ambiguity_fields, ambiguity_line_ends,
                      ambiguity_pairs, ambiguity_structure)
from shapes import BASE64, QUOTED, Case

ANY = Flags(executable=None, encrypted=None, unchecked=None, ambiguous=None)
GROUPS = {
    "fields": ambiguity_fields,
    "line-ends": ambiguity_line_ends,
    "boundary": ambiguity_boundary,
    "structure": ambiguity_structure,
    "comments": ambiguity_comments,
}


def samples(context: Context) -> Iterator[Sample]:
    covered: set[str] = set()
    for group, module in GROUPS.items():
        for encoding in (BASE64, QUOTED):
            yield from _samples(group, module.cases(encoding), "-b64" if encoding is BASE64 else "-qp", covered)
    yield from _samples("encodings", ambiguity_encodings.cases(), "", covered)
    yield from _samples("pairs", ambiguity_pairs.cases(), "", covered)
    yield from _products(context)
    if difference := covered ^ set(named_cases()):
        raise ValueError(f"cases without a mail, or mails of no case: {sorted(difference)}")


def _products(context: Context) -> Iterator[Sample]:
    """Both wrong at once: an odd structure around an oddly written program."""
    made = [(f"{group}-{case.name}-{label}", case) for label, encoding in ambiguity_encodings.payloads() for group, module in GROUPS.items()
            for case in module.cases(encoding) if case.covers and not case.control]
    for name, case in made if context.full else context.rng("ambiguity").sample(made, 400):
        yield sample(name, case)


def named_cases() -> list[str]:
    """The names of the public catalogue: 206 structures, then 39 encodings."""
    lines = (Path(__file__).parent / "named_cases.txt").read_text().splitlines()
    return [line.split()[1] for line in lines if line and not line.startswith("#")]


def _samples(group: str, cases: Iterable[Case], ending: str, covered: set[str]) -> Iterator[Sample]:
    for case in cases:
        covered.update([case.covers] if case.covers else [])
        yield sample(f"{group}-{case.name}{ending}", case)


def sample(name: str, case: Case) -> Sample:
    if not case.control:
        return Sample(name, case.data, case.why, ANY, seen_or_strong=True, covers=case.covers)
    found = Flags(executable=case.program, unchecked=None)
    return Sample(name, case.data, case.why, found, ["executable"] if case.program else [], covers=case.covers)
