#!/usr/bin/env python3
"""Twice the size must cost at most 2.3 times the instructions: doubling.py PROGRAM [WORD]

Runs the program of doubling.cpp under valgrind's callgrind, which counts instructions, so that the result does not depend on the machine's
load. The cost of a scan of next to nothing is taken off. Prints the ratio of each shape; exit code 1 where one is above the bound.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

MOST = 2.3
FEWEST_SHAPES = 20
# Below this many instructions above nothing, n is too small to say anything.
FEWEST_INSTRUCTIONS = 200_000


def counts(program: str, word: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        command = ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={scratch}/out", program, word]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for dump in Path(scratch).glob("out.*"):
            text = dump.read_text(errors="replace")
            label = re.search(r"^desc: Trigger: Client Request: (.*)\|(\S+)$", text, re.MULTILINE)
            total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
            if label and total:
                found.setdefault(label[1], {})[label[2]] = int(total[1])
    return found


def main() -> int:
    program, word = sys.argv[1], (sys.argv[2:] or [""])[0]
    measured = counts(program, word)
    nothing = measured.pop("nothing")["n"]
    bad = 0
    for name, count in sorted(measured.items()):
        once, twice = count["n"] - nothing, count["2n"] - nothing
        ratio = twice / max(once, 1)
        small = once < FEWEST_INSTRUCTIONS
        wrong = not small and ratio > MOST
        bad += wrong
        print(f"{name:52} {once:12,} {twice:12,} {ratio:6.2f}" + ("  TOO MUCH" if wrong else "  (too small to say)" if small else ""))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(measured)} shapes, {bad} above {MOST}; nothing costs {nothing:,}; {spent.ru_utime + spent.ru_stime:.0f} s of processor time")
    return 1 if bad or (not word and len(measured) < FEWEST_SHAPES) else 0


if __name__ == "__main__":
    sys.exit(main())
