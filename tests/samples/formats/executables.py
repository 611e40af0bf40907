"""The list of executable kinds: what each is called, its bytes, and whether the bytes alone tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from formats import dos, legacy_office, pe, scripts, unix_programs


@dataclass(frozen=True)
class Program:
    id: str
    extension: str
    make: Callable[[], bytes]
    by_content: bool  # still recognisable under any name

    @property
    def data(self) -> bytes:
        return _made(self)


@lru_cache(maxsize=None)
def _made(program: Program) -> bytes:
    return program.make()


def _text(extension: str) -> Callable[[], bytes]:
    return lambda: scripts.TEXT[extension]


PROGRAMS: list[Program] = [
    Program("pe32", "exe", pe.exe32, True),
    Program("pe64", "exe", pe.exe64, True),
    Program("dll", "dll", pe.dll, True),
    Program("scr", "scr", pe.exe32, True),
    Program("cpl", "cpl", pe.dll, True),
    Program("ocx", "ocx", pe.dll, True),
    Program("sys", "sys", pe.driver, True),
    Program("xll", "xll", pe.dll, True),
    Program("dotnet-exe", "exe", pe.dotnet_exe, True),
    Program("dotnet-dll", "dll", pe.dotnet_dll, True),
    Program("ne", "exe", dos.ne, True),
    Program("le", "vxd", dos.le, True),
    Program("mz", "exe", dos.mz, True),
    Program("com-short-jump", "com", dos.com_short_jump, False),
    Program("com-near-jump", "com", dos.com_near_jump, False),
    Program("com-mov", "com", dos.com_mov, False),
    Program("elf64", "elf", unix_programs.elf64, True),
    Program("elf32", "so", unix_programs.elf32, True),
    Program("macho", "dylib", unix_programs.macho64, True),
    Program("macho-fat", "bin", unix_programs.macho_fat, True),
    Program("msi", "msi", legacy_office.msi, True),
    Program("msp", "msp", legacy_office.msp, True),
    Program("lnk", "lnk", scripts.lnk, True),
    Program("pif", "pif", scripts.pif, False),
    Program("jar", "jar", scripts.jar, True),
    Program("jar-late-manifest", "jar", lambda: scripts.jar(False), True),
    Program("class", "class", scripts.java_class, True),
    Program("chm", "chm", scripts.chm, True),
    Program("vbe", "vbe", lambda: scripts.encoded("vbe"), True),
    Program("jse", "jse", lambda: scripts.encoded("jse"), True),
    *(Program(extension, extension, _text(extension), False) for extension in scripts.TEXT),
]

BY_ID = {program.id: program for program in PROGRAMS}
