#!/usr/bin/env python3
"""Mutated mails, read by GMime, by Python's `email` and by congvu: what one of the others sees, congvu sees or flags.

    run.py --gmime PROGRAM --congvu PROGRAM [--count N] [--seed SEED] [--first I] [--out DIR] [--jobs N]
    run.py ... --seed SEED --only I      one mail: prints it with all views
    run.py ... --self-test               shows that a blind congvu would be caught

Mail I of SEED is always the same. Without --seed a random one is taken and printed. A miss is written to DIR as
SEED-I.eml and SEED-I.txt (both listings) and makes the exit code 1. The rule is in compare.py.
"""

from __future__ import annotations

import argparse
import collections
import copy
import multiprocessing
import os
import secrets
import sys
import time
from pathlib import Path
from random import Random

import compare
from compose import compose
from mutate import last_touch, mutate
from oracles import Child, Seen, gmime_views, python_views


def make(seed: str, index: int) -> tuple[bytes, list[str]]:
    rng = Random(f"{seed}/{index}")
    tree = compose(rng, f"{seed}/{index}")
    done = mutate(rng, tree)
    mail, touch = last_touch(rng, tree.render())
    return mail, done + ([touch] if touch else [])


class Bench:
    """The three readers, started once."""

    def __init__(self, options: argparse.Namespace):
        self.gmime, self.congvu = Child(options.gmime), Child(options.congvu)
        self.faults: dict[str, int] = {}

    def read(self, mail: bytes) -> tuple[dict[str, list[Seen]], dict | None]:
        self.gmime.send(mail)
        self.congvu.send(mail)
        views = python_views(mail, self.faults)
        answer, facts = self.gmime.receive(), self.congvu.receive()
        if answer is None:
            self.faults["gmime: died or hung"] = self.faults.get("gmime: died or hung", 0) + 1
        return {**gmime_views(answer), **views}, facts

    def close(self) -> None:
        self.gmime.stop()
        self.congvu.stop()


def listing(mutations: list[str], views: dict[str, list[Seen]], facts: dict | None) -> str:
    lines = [f"mutations: {' '.join(mutations) or 'none'}"]
    for view, leaves in views.items():
        for leaf in leaves:
            program = " PROGRAM" if compare.is_program(leaf.data) else ""
            lines.append(f"{view}: {leaf.type} {leaf.disposition} {leaf.names} {len(leaf.data)} bytes{program}"
                         f" {leaf.data[:40]!r}")
    if facts is None:
        return "\n".join([*lines, "congvu: no answer"]) + "\n"
    lines.append(f"congvu: flagged by {compare.reasons(facts)}; {facts['deviations']} {facts['limits']}")
    for row in facts["attachments"]:
        lines.append(f"congvu: {row['role']} {row['kind']} {row['declared_type']} {row['names']} {row['size']} bytes"
                     f" {row['sha256'][:12]} {row['deviations']} {row['unchecked']}")
    return "\n".join(lines) + "\n"


def work(options: argparse.Namespace, start: int, step: int) -> tuple[collections.Counter, list[tuple[int, str, str]]]:
    bench = Bench(options)
    total: collections.Counter = collections.Counter()
    missed = []
    for index in range(options.first + start, options.first + options.count, step):
        mail, mutations = make(options.seed, index)
        views, facts = bench.read(mail)
        misses = [compare.Miss("answer", "", "congvu died or hung")] if facts is None else compare.misses_of(views,
                                                                                                             facts)
        if facts is not None:
            count(total, mutations, views, facts)
        if misses:
            total["misses"] += 1
            keep(options, index, mail, misses, listing(mutations, views, facts))
            missed += [(index, f"{m.kind} {m.view}", m.what) for m in misses[:1]]
    total.update({f"fault: {what}": number for what, number in bench.faults.items()})
    bench.close()
    return total, missed


def count(total: collections.Counter, mutations: list[str], views: dict[str, list[Seen]], facts: dict) -> None:
    total["mails"] += 1
    total["mutated"] += bool(mutations)
    total["flagged"] += compare.flagged(facts)
    total["mutated and not flagged"] += bool(mutations) and not compare.flagged(facts)
    for leaves in views.values():
        total["leaves"] += len(leaves)
        total["program leaves"] += sum(compare.is_program(leaf.data) for leaf in leaves)
    unseen = compare.unseen(views, facts)
    for reason in compare.reasons(facts):
        total[f"reason: {reason}"] += 1
        total[f"saved: {reason}"] += bool(unseen)
    if any(compare.is_program(leaf.data) for leaves in views.values() for leaf in leaves):
        seen = not any(miss.kind == "program" for miss in unseen)
        state = "flagged" if compare.flagged(facts) else "not flagged"
        total["with a program"] += 1
        total[f"program {'seen' if seen else 'unseen'}, {state}"] += 1


def keep(options: argparse.Namespace, index: int, mail: bytes, misses: list[compare.Miss], text: str) -> None:
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        path = options.out / f"{options.seed}-{index}"
        path.with_suffix(".eml").write_bytes(mail)
        path.with_suffix(".txt").write_text("".join(f"MISS {m.kind} {m.view}: {m.what}\n" for m in misses) + text)


def one(options: argparse.Namespace) -> int:
    mail, mutations = make(options.seed, options.only)
    bench = Bench(options)
    views, facts = bench.read(mail)
    bench.close()
    sys.stdout.buffer.write(mail + b"\n")
    print(listing(mutations, views, facts), end="")
    misses = [] if facts is None else compare.misses_of(views, facts)
    for miss in misses:
        print(f"MISS {miss.kind} {miss.view}: {miss.what}")
    if options.out:
        keep(options, options.only, mail, misses, listing(mutations, views, facts))
    return 1 if misses or facts is None else 0


def many(options: argparse.Namespace) -> int:
    print(f"seed {options.seed}, mails {options.first} to {options.first + options.count - 1}", flush=True)
    began = time.monotonic()
    with multiprocessing.Pool(options.jobs) as pool:
        results = pool.starmap(work, [(options, start, options.jobs) for start in range(options.jobs)])
    total: collections.Counter = collections.Counter()
    for counts, _ in results:
        total.update(counts)
    for index, kind, what in sorted(miss for _, missed in results for miss in missed):
        print(f"MISS {options.seed} {index}: {kind}: {what}")
    for what, number in sorted(total.items()):
        print(f"{number:9} {what}")
    answered = total["mails"] == options.count
    print(f"{options.count} mails, {total['misses']} misses, {time.monotonic() - began:.0f} s, seed {options.seed}")
    # A run in which nobody saw programs, or in which congvu flagged whatever it was given, would prove nothing.
    proves = total["program seen, not flagged"] * 10 > total["mails"]
    if not proves:
        print("too few programs seen without a flag: the mails prove nothing")
    return 0 if answered and proves and total["misses"] == 0 else 1


BLINDED = {"nothing": lambda row: False, "no programs": lambda row: row["kind"] != "executable",
           "no named parts": lambda row: not row["names"], "no files": lambda row: row["role"] == "message"}


def self_test(options: argparse.Namespace) -> int:
    """A reader that hides rows must miss; one that hides nothing is judged as it is; a flag excuses."""
    bench = Bench(options)
    caught: collections.Counter = collections.Counter()
    for index in range(300):
        mail, _ = make("self-test", index)
        views, facts = bench.read(mail)
        if facts is None or compare.flagged(facts):
            continue
        for name, keeps in BLINDED.items():
            blind = {**facts, "attachments": [row for row in facts["attachments"] if keeps(row)]}
            for kind in {miss.kind for miss in compare.misses_of(views, blind)}:
                caught[f"{name}: {kind}"] += 1
            excused = copy.deepcopy(blind)
            excused["flags"]["ambiguous"] = True
            caught["excused"] += bool(compare.misses_of(views, excused))
    bench.close()
    wanted = ["nothing: program", "nothing: archive", "nothing: name", "nothing: file", "no programs: program", "no named parts: name",
              "no files: file"]
    for what in wanted:
        print(f"{caught[what]:5} caught, {what}")
    same = make("self-test", 7) == make("self-test", 7) != make("self-test", 8)
    return 0 if all(caught[what] > 20 for what in wanted) and not caught["excused"] and same else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gmime", required=True, type=Path)
    parser.add_argument("--congvu", required=True, type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", default="")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    if not options.seed:
        options.seed = secrets.token_hex(6)
    if options.self_test:
        return self_test(options)
    return many(options) if options.only is None else one(options)


if __name__ == "__main__":
    sys.exit(main())
