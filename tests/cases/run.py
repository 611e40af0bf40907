#!/usr/bin/env python3
"""Runs `congvu scan --json` once over a corpus of samples and compares with what is expected.

    run.py --congvu PROGRAM --dir DIR [--quiet] [--family FAMILY]... [--each] [--in-process] [--list FILE]

Prints each failure (file, expected, got, attachments), then one line a family. Exit 1 on any failure, also when a mail
has no answer or the program died. With --each every mail gets a process of its own, and its time and peak memory are
printed: the figures for mails that try to be too much. With --list FILE a line a mail that must be seen or flagged is
written, with the reason codes, and totals by code.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

FLAGS = ("executable", "encrypted", "unchecked", "ambiguous")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--congvu", required=True, type=Path)
    parser.add_argument("--dir", required=True, type=Path)
    parser.add_argument("--family", action="append", help="this family only (may be repeated)")
    parser.add_argument("--quiet", action="store_true", help="one line a failure")
    parser.add_argument("--each", action="store_true", help="print time and peak memory of each mail, then compare")
    parser.add_argument("--list", type=Path, help="file for a line a mail that must be seen or flagged, and totals")
    parser.add_argument("--in-process", action="store_true", help="no worker processes")
    options = parser.parse_args()

    expected = [json.loads(line) for line in (options.dir / "expected.jsonl").open(encoding="utf-8")]
    if options.family:
        expected = [line for line in expected if line["family"] in options.family]
    if not expected:
        print("no samples: run tests/samples/make.py first", file=sys.stderr)
        return 1
    if options.each:
        measure_each(options.congvu, options.dir, expected)
    answers, code, seconds, words = scan(options.congvu, options.dir, sorted({line["family"] for line in expected}),
                                          ["--in-process"] if options.in_process else [])
    totals: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for line in expected:
        answer = answers.get(line["file"])
        faults = compare(line, answer)
        totals[line["family"]]["failed" if faults else "passed"] += 1
        if faults:
            report(line, answer, faults, options.quiet)
    list_doubtful(expected, answers, options.list)
    for family, counts in totals.items():
        print(f"{family}: {counts['passed']} of {counts.total()} as expected, {counts['failed']} not")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"congvu scan: exit {code}, {len(answers)} answers, {seconds:.1f} s, peak memory {peak} MB")
    died = code < 0 or len(answers) < len(expected)
    if died:
        print(f"the program did not answer for every mail: {words[-2000:]}")
        for name in killers(options.congvu, options.dir, [line["file"] for line in expected if line["file"] not in answers]):
            print(f"FAIL {name}: the program dies of it")
    return 1 if died or any(counts["failed"] for counts in totals.values()) else 0


def scan(program: Path, folder: Path, families: list[str], more: list[str]) -> tuple[dict[str, dict], int, float, str]:
    """The answers by file name relative to `folder`."""
    began = time.monotonic()
    done = subprocess.run([program, "scan", "--json", *more, *(folder / family for family in families)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    answers = {}
    lines = done.stdout.split(b"\n")
    for line in lines[:-1]:  # behind the last line end stands nothing, or half an answer of a program that died
        answer = json.loads(line)
        answers[str(Path(answer["file"]).relative_to(folder))] = answer
    return answers, done.returncode, time.monotonic() - began, done.stderr.decode(errors="replace")


def killers(program: Path, folder: Path, unanswered: list[str]) -> list[str]:
    """Those of the mails behind the last answer that end the program, each asked alone."""
    ends = ((name, subprocess.run([program, "scan", "--json", folder / name], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL).returncode) for name in unanswered)
    return [f"{name} (signal {-code})" for name, code in ends if code < 0]


def measure_each(program: Path, folder: Path, expected: list[dict]) -> None:
    """Wall time, CPU time and peak resident memory of one process a mail."""
    for line in expected:
        began = time.monotonic()
        child = subprocess.Popen([program, "scan", "--json", folder / line["file"]], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        print(f"{line['file']}: {time.monotonic() - began:.2f} s, {usage.ru_utime + usage.ru_stime:.2f} s CPU, "
              f"{usage.ru_maxrss // 1024} MB, exit {child.returncode}")


def compare(expected: dict, answer: dict | None) -> list[str]:
    if answer is None:
        return ["no answer"]
    if "error" in answer:
        return [f"not judged: {answer['error']}"]
    got = answer["flags"]
    faults = [f"{flag} is {got[flag]}, expected {expected['flags'][flag]}" for flag in FLAGS
              if expected["flags"][flag] not in (None, got[flag])]
    if expected.get("seen_or_strong") and not (got["executable"] or got["ambiguous"]):
        faults.append("neither a program seen nor a strong deviation")
    if expected.get("not_clean") and not any(got[flag] for flag in FLAGS):
        faults.append("no flag at all")
    reached = {attachment["sha256"] for attachment in answer["attachments"]}
    faults += [f"bytes {digest[:12]} were not reached" for digest in expected.get("sees", []) if digest not in reached]
    kinds = {attachment["kind"] for attachment in answer["attachments"]}
    faults += [f"no attachment of kind {kind}" for kind in expected["kinds"] if kind not in kinds]
    return faults


def list_doubtful(expected: list[dict], answers: dict[str, dict], to: Path | None) -> None:
    """How the mails that must be seen or flagged were found, and for which reasons."""
    doubtful = [line for line in expected if (line.get("seen_or_strong") or line.get("covers"))
                and "flags" in answers.get(line["file"], {})]
    lines, codes, ways, covered = [], collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for line in doubtful:
        answer = answers[line["file"]]
        way = how_found(line, answer["flags"])
        reasons = sorted({*answer["deviations"], *(code for one in answer["attachments"] for code in one["deviations"])})
        ways[way] += 1
        codes.update(reasons)
        covers = line.get("covers", "")
        if covers:
            covered[covers].append(not compare(line, answer))
        lines.append(f"{line['file']}: {way}; {', '.join(reasons) or 'no deviation'}" + (f" ({covers})" if covers else ""))
    if to:
        to.write_text("\n".join([*lines, *(f"{code}: {count} mails" for code, count in codes.most_common()), ""]))
    if doubtful:
        print(f"seen or flagged: {', '.join(f'{count} {way}' for way, count in sorted(ways.items()))}, {len(doubtful)} in all; "
              f"{sum(all(found) for found in covered.values())} of {len(covered)} cases of the catalogue as expected in every form")


def how_found(line: dict, flags: dict[str, bool]) -> str:
    seen, flagged = flags["executable"], flags["ambiguous"]
    way = "seen and flagged" if seen and flagged else "seen" if seen else "flagged" if flagged else "neither"
    return way if line.get("seen_or_strong") else f"plain mail, {way}"


def report(expected: dict, answer: dict | None, faults: list[str], quiet: bool) -> None:
    print(f"FAIL {expected['file']}: {'; '.join(faults)} ({expected['why']})")
    if quiet or answer is None or "error" in answer:
        return
    for attachment in answer["attachments"][:12]:
        odd = {key: attachment[key] for key in ("encrypted", "unchecked", "deviations") if attachment.get(key)}
        print(f"     {attachment['path']}  {attachment['kind']}/{attachment['form']}  {attachment['outcome']}  {odd or ''}")
    if len(answer["attachments"]) > 12:
        print(f"     ... {len(answer['attachments']) - 12} more")
    if answer["limits"]:
        print(f"     limits: {', '.join(answer['limits'])}")


if __name__ == "__main__":
    sys.exit(main())
