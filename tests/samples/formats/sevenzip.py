"""Archives by the 7-Zip program: 7z, and zip with WinZip AES.

In: {name: bytes}. Out: archive bytes. Encrypted results differ from run to run (fresh salt); all else is repeatable.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

EPOCH = 1795000000  # 2026-11


def program() -> str:
    for name in ("7zz", "7z"):
        if shutil.which(name):
            return name
    raise SystemExit("samples: the package 7zip is missing (neither 7zz nor 7z is on PATH)")


def pack(files: dict[str, bytes], suffix: str, *options: str, add: tuple[dict[str, bytes], tuple[str, ...]] | None = None) -> bytes:
    """`add`: a second run with other options into the same archive (one encrypted entry among plain ones)."""
    with tempfile.TemporaryDirectory(prefix="congvu-samples-") as folder:
        archive = Path(folder) / f"archive{suffix}"
        _run(Path(folder) / "a", files, archive, options)
        if add:
            _run(Path(folder) / "b", add[0], archive, add[1])
        return archive.read_bytes()


def _run(folder: Path, files: dict[str, bytes], archive: Path, options: tuple[str, ...]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (EPOCH, EPOCH))
        if path.parent != folder:
            os.utime(path.parent, (EPOCH, EPOCH))
    # Only modification times: directory and access times would differ from run to run.
    command = [program(), "a", "-bd", "-y", "-mtm=on", "-mmt=1", *options, str(archive), "--", *sorted({n.split("/")[0] for n in files})]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def seven(files: dict[str, bytes], *options: str, **more) -> bytes:
    return pack(files, ".7z", "-t7z", *options, **more)


def aes_zip(files: dict[str, bytes], password: str = "mat-khau", **more) -> bytes:
    return pack(files, ".zip", "-tzip", "-mem=AES256", f"-p{password}", **more)
