#!/usr/bin/env python3
"""Writes the sample mails and what is expected of each.

    make.py --out DIR [--only FAMILY]... [--seed N] [--full]

DIR/FAMILY/NAME.eml and DIR/expected.jsonl. Without --only: all families but "equality", which repeats mails of the others.
The bytes depend on the seed alone, except where 7z, zip, qpdf, gpg and openssl put in fresh salt and keys. Nothing here does harm.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import Context, write  # noqa: E402  (needs the path above)

FAMILIES = ["executables", "containers", "odd", "encrypted", "clean", "unopenable", "limits", "archive_lies", "archive_lies_honest",
            "ambiguity", "hidden_content", "hidden_names", "clients", "equality"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=Path, help="directory to write to")
    parser.add_argument("--only", action="append", choices=FAMILIES, help="this family only (may be repeated)")
    parser.add_argument("--seed", type=int, default=27)
    parser.add_argument("--full", action="store_true", help="every program in every container at every depth")
    options = parser.parse_args()

    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "expected.jsonl").write_text("")
    context = Context(options.seed, options.full)
    for family in options.only or FAMILIES[:-1]:
        began, count, size = time.monotonic(), 0, 0
        for sample in write(_of(family, context), options.out):
            count, size = count + 1, size + len(sample.data)
        print(f"{family}: {count} mails, {size / 1e6:.1f} MB, {time.monotonic() - began:.1f} s", file=sys.stderr)
    return 0


def _of(family: str, context: Context):
    for sample in importlib.import_module(f"families.{family}").samples(context):
        sample.family = family
        yield sample


if __name__ == "__main__":
    sys.exit(main())
