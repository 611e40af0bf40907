"""What Windows runs by its name: batch files, scripts, shortcuts, settings, and packages that run. All do nothing.

Sources: MS-SHLLINK for .lnk; the PIF layout; JAR and class file specification; the "ITSF" head of CHM.
"""

from __future__ import annotations

import struct
import uuid

from formats import zips

TEXT: dict[str, bytes] = {
    "bat": b"@echo off\r\nrem khong lam gi\r\nexit /b 0\r\n",
    "cmd": b"@rem khong lam gi\r\n@exit /b 0\r\n",
    "vbs": b"' khong lam gi\r\nDim a\r\na = 1\r\n",
    "js": b"// khong lam gi\r\nvar a = 1;\r\n",
    "wsf": b'<?xml version="1.0"?>\r\n<job id="a"><script language="VBScript">Dim a</script></job>\r\n',
    "wsh": b"[ScriptFile]\r\nPath=C:\\a.vbs\r\n[Options]\r\nTimeout=0\r\n",
    "sct": b'<?XML version="1.0"?>\r\n<scriptlet><registration progid="A.A"/></scriptlet>\r\n',
    "hta": b"<html><head><hta:application id=\"a\"/></head><body>xin chao</body></html>\r\n",
    "ps1": b"# khong lam gi\r\n$a = 1\r\n",
    "psm1": b"# khong lam gi\r\nfunction A { }\r\n",
    "reg": b"Windows Registry Editor Version 5.00\r\n\r\n",
    "scf": b"[Shell]\r\nCommand=2\r\nIconFile=a.ico,1\r\n[Taskbar]\r\nCommand=ToggleDesktop\r\n",
    "url": b"[InternetShortcut]\r\nURL=https://bacgiang.gov.vn/\r\n",
    "inf": b"[Version]\r\nSignature=\"$CHICAGO$\"\r\n[DefaultInstall]\r\n",
    "settingcontent-ms": b'<?xml version="1.0" encoding="UTF-8"?>\r\n<PCSettings><SearchableContent xmlns="http://schemas.'
                         b'microsoft.com/Search/2013/SettingContent"><ApplicationInformation><AppID>a</AppID>'
                         b"</ApplicationInformation></SearchableContent></PCSettings>\r\n",
    "msc": b'<?xml version="1.0"?>\r\n<MMC_ConsoleFile ConsoleVersion="3.0"></MMC_ConsoleFile>\r\n',
    "application": b'<?xml version="1.0" encoding="utf-8"?>\r\n<asmv1:assembly xmlns:asmv1="urn:schemas-microsoft-com:asm.v1"'
                   b' manifestVersion="1.0"></asmv1:assembly>\r\n',
}


def encoded(kind: str) -> bytes:
    """The frame of an encoded script (vbe, jse); what stands inside is noise to every reader but Windows'."""
    return b"#@~^CgAAAA==" + b"~,PP,PP~P,{b" + b"AAAAAA==^#~@\0"


def lnk() -> bytes:
    """A shell link with an item list that points to nothing, and a name."""
    flags = 0x00000001 | 0x00000004 | 0x00000080
    head = struct.pack("<I", 0x4C) + uuid.UUID("00021401-0000-0000-c000-000000000046").bytes_le
    head += struct.pack("<II", flags, 0x20) + b"\0" * 24 + struct.pack("<IIIHHII", 0, 0, 1, 0, 0, 0, 0)
    name = "Báo cáo"
    return head + struct.pack("<HH", 2, 0) + struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0" * 4


def pif() -> bytes:
    """The 369 bytes of the old format, then the extension heading that Windows writes."""
    base = b"\0\x78" + b"BAO CAO".ljust(30) + struct.pack("<HH", 128, 0) + b"C:\\KHONG.CO".ljust(63, b"\0")
    return base.ljust(0x171, b"\0") + b"MICROSOFT PIFEX\0" + struct.pack("<HHH", 0xFFFF, 0, 0x171)


def java_class(name: str = "A") -> bytes:
    """public class A {} with no method."""
    utf8 = lambda text: b"\x01" + struct.pack(">H", len(text)) + text.encode()
    pool = b"\x07\0\x02" + utf8(name) + b"\x07\0\x04" + utf8("java/lang/Object")
    return b"\xca\xfe\xba\xbe" + struct.pack(">HHH", 0, 52, 5) + pool + struct.pack(">HHHHHHH", 0x21, 1, 3, 0, 0, 0, 0)


def jar(manifest_first: bool = True) -> bytes:
    manifest = zips.Entry("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\r\nMain-Class: A\r\n\r\n")
    program = zips.Entry("A.class", java_class())
    return zips.build([manifest, program] if manifest_first else [program, manifest])


def chm() -> bytes:
    head = b"ITSF" + struct.pack("<IIIII", 3, 0x60, 1, 0x5D784000, 0x042A)
    head += uuid.UUID("7c01fd10-7baa-11d0-9e0c-00a0c922e6ec").bytes_le + uuid.UUID("7c01fd11-7baa-11d0-9e0c-00a0c922e6ec").bytes_le
    head += struct.pack("<QQQQQ", 0x60, 0x18, 0x78, 0x54, 0xCC)
    section = struct.pack("<IIQII", 0x1FE, 0, 0x1000, 0, 0)
    return (head + section + b"ITSP" + struct.pack("<II", 1, 0x54)).ljust(0x1000, b"\0")
