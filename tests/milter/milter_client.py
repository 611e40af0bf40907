"""The MTA's side of the milter protocol, version 6, for tests: as Postfix speaks it.

Session(address).connect() ... .send(mail) gives a Verdict. Every wait has a limit; a filter that says nothing,
says something out of place, or closes the connection is a ProtocolError.
"""

import socket
import struct

NO_CONNECT, NO_HELO, NO_MAIL, NO_RCPT, NO_BODY, NO_HDRS, NO_EOH = (1 << n for n in range(7))
NR_HDR, NO_UNKNOWN, NO_DATA, SKIP, RCPT_REJ = (1 << n for n in range(7, 12))
NR_CONN, NR_HELO, NR_MAIL, NR_RCPT, NR_DATA, NR_UNKN, NR_EOH, NR_BODY, HDR_LEADSPC = (1 << n for n in range(12, 21))
ALL_PROTOCOL = 0x1FFFFF
ALL_ACTIONS = 0x1FF

# command -> (flag: do not send it, flag: no answer to it)
STEPS = {
    "C": (NO_CONNECT, NR_CONN),
    "H": (NO_HELO, NR_HELO),
    "M": (NO_MAIL, NR_MAIL),
    "R": (NO_RCPT, NR_RCPT),
    "T": (NO_DATA, NR_DATA),
    "L": (NO_HDRS, NR_HDR),
    "N": (NO_EOH, NR_EOH),
    "B": (NO_BODY, NR_BODY),
    "E": (0, 0),
}
FINAL = {"c": "continue", "a": "accept", "r": "reject", "t": "tempfail", "d": "discard", "y": "reply", "s": "skip"}


class ProtocolError(Exception):
    pass


class Verdict:
    """What the filter said about one message."""

    def __init__(self):
        self.action = None  # continue, accept, reject, tempfail, discard
        self.stage = None  # the command after which it came
        self.reply = ""  # the SMTP reply, where it gave one
        self.quarantine = None
        self.added = []  # (name, value)
        self.inserted = []  # (index, name, value)
        self.changed = []  # (index, name, value); an empty value deletes
        self.progress = 0

    def __repr__(self):
        return f"<{self.action} at {self.stage} {self.reply!r} quarantine={self.quarantine!r}>"


def split_mail(data):
    """Header fields (name, value with the leading blank, LF inside) and the body with CRLF, as Postfix passes them."""
    data = data.replace(b"\r\n", b"\n")
    head, _, body = data.partition(b"\n\n")
    fields = []
    for line in head.split(b"\n"):
        if line[:1] in b" \t" and fields:
            fields[-1][1] += b"\n" + line
        elif line:
            name, _, value = line.partition(b":")
            fields.append([name, value])
    return [tuple(field) for field in fields], body.replace(b"\n", b"\r\n")


class Session:
    def __init__(self, address, timeout=30, offer_protocol=ALL_PROTOCOL, offer_actions=ALL_ACTIONS):
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        else:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.buffer = b""
        self.verdict = Verdict()
        self._negotiate(offer_actions, offer_protocol)

    # --- frames ---
    def _write(self, command, data=b""):
        self.socket.sendall(struct.pack(">I", len(data) + 1) + command.encode() + data)

    def _read(self):
        while len(self.buffer) < 4:
            self._fill()
        (length,) = struct.unpack(">I", self.buffer[:4])
        if not 1 <= length <= 1 << 20:
            raise ProtocolError(f"a frame of {length} bytes")
        while len(self.buffer) < 4 + length:
            self._fill()
        frame, self.buffer = self.buffer[4 : 4 + length], self.buffer[4 + length :]
        return chr(frame[0]), frame[1:]

    def _fill(self):
        got = self.socket.recv(65536)
        if not got:
            raise ProtocolError("the filter closed the connection")
        self.buffer += got

    def _negotiate(self, actions, protocol):
        self._write("O", struct.pack(">III", 6, actions, protocol))
        command, data = self._read()
        if command != "O" or len(data) < 12:
            raise ProtocolError(f"negotiation answered with {command!r}")
        self.version, self.actions, self.protocol = struct.unpack(">III", data[:12])
        if self.actions & ~actions or self.protocol & ~protocol:
            raise ProtocolError("the filter wants more than was offered")

    # --- steps ---
    def _macros(self, command, macros):
        if macros:
            data = b"".join(k.encode() + b"\0" + v.encode() + b"\0" for k, v in macros.items())
            self._write("D", command.encode() + data)

    def _step(self, command, data=b"", macros=None):
        """True: go on. False: the filter has decided."""
        skip, no_reply = STEPS[command]
        if self.protocol & skip:
            return True
        self._macros(command, macros)
        self._write(command, data)
        if self.protocol & no_reply:
            return True
        return self._answer(command)

    def _answer(self, stage):
        verdict = self.verdict
        while True:
            command, data = self._read()
            if command == "p":
                verdict.progress += 1
            elif command == "q":
                verdict.quarantine = data.rstrip(b"\0").decode()
            elif command == "h":
                name, value = data.rstrip(b"\0").split(b"\0", 1)
                verdict.added.append((name.decode(), value.decode()))
            elif command in "im":
                (index,) = struct.unpack(">I", data[:4])
                name, value = data[4:].split(b"\0")[:2]
                target = verdict.inserted if command == "i" else verdict.changed
                target.append((index, name.decode(), value.decode()))
            elif command in FINAL:
                return self._final(stage, FINAL[command], data)
            else:
                raise ProtocolError(f"unexpected {command!r} after {stage!r}")

    def _final(self, stage, action, data):
        if stage == "B" and action == "skip":
            self.skipped = True
            return True
        verdict = self.verdict
        if action == "reply":
            verdict.reply = data.rstrip(b"\0").decode("ascii")
            action = "tempfail" if verdict.reply.startswith("4") else "reject"
        if action == "continue" and stage != "E":
            return True
        verdict.action, verdict.stage = action, stage
        return False

    def open(self, client=("mail.example.org", "192.0.2.7"), helo="mail.example.org"):
        family, port = (b"6", 25) if ":" in client[1] else (b"4", 25)
        data = client[0].encode() + b"\0" + family + struct.pack(">H", port) + client[1].encode() + b"\0"
        self._step("C", data, {"j": "mx.test", "{daemon_name}": "mx.test", "v": "Postfix 3.7.11"})
        self._step("H", helo.encode() + b"\0")
        return self

    def send(self, mail, sender="a@example.org", recipients=("b@bacgiang.gov.vn",), queue_id="4ABC", login=None,
             chunk=65535):
        """One message; the session stays open for the next."""
        self.verdict, self.skipped = Verdict(), False
        auth = {"{auth_type}": "PLAIN", "{auth_authen}": login} if login else {}
        if not self._step("M", f"<{sender}>".encode() + b"\0", auth):
            return self.verdict
        for recipient in recipients:
            if not self._step("R", f"<{recipient}>".encode() + b"\0", {"{rcpt_addr}": recipient}):
                return self.verdict
        fields, body = split_mail(mail)
        if not self._step("T", b"", {"i": queue_id}):
            return self.verdict
        for name, value in fields:
            if not self.protocol & HDR_LEADSPC and value[:1] == b" ":
                value = value[1:]
            if not self._step("L", name + b"\0" + value + b"\0"):
                return self.verdict
        if not self._step("N"):
            return self.verdict
        for start in range(0, len(body), chunk):
            if self.skipped:
                break
            if not self._step("B", body[start : start + chunk]):
                return self.verdict
        self._step("E", b"", {"i": queue_id})
        return self.verdict

    def abort(self):
        self._write("A")

    def close(self):
        try:
            self._write("Q")
        except OSError:
            pass
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
