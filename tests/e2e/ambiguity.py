"""The mails that programs read differently, through an MTA: each is refused or held, no program reaches the other side.

One mail for each case of the catalogue (tests/samples/families/ambiguity.py), and the mixes of CR, LF and NUL, byte
by byte on the wire. Shared by Postfix and Sendmail. An MTA refuses some by itself, and others it changes (a bare CR
becomes a space, a field is cut at NUL) so that what arrives shows a program to nobody: these are told apart, and what
arrived is read by another mail reader. What became of each mail is written to ambiguity-*.txt in the build directory.
"""
import email
import json
import os
import re
import subprocess
import sys
import tempfile

import mails
from client import Answer
from daemon import BUILD, Daemon
from equality import wire
from scratch import Scratch
from sink import Sink

MAKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples", "make.py")
SENDER, RECIPIENT = "binh.tt@haiduong.example", "an.nv@bacgiang.gov.vn"
MIX = re.compile(r"ambiguity/line-ends-(head|mail-head|body)-[rn0]{3}-b64\.eml")
IN_A_SESSION = 15  # Postfix ends a session after 20 refusals


class Letter:
    """One mail of the catalogue: `dangerous` unless it is a plain one without a program."""

    def __init__(self, directory, line):
        self.name, self.covers = line["file"].partition("/")[2].removesuffix(".eml"), line.get("covers", "")
        self.dangerous = line.get("seen_or_strong", False) or line["flags"]["executable"]
        with open(os.path.join(directory, line["file"]), "rb") as file:
            self.data = mails.tagged(file.read(), self.name)

        self.odd_bytes = odd_bytes(self.data)


def odd_bytes(data):
    """What some MTAs refuse or change by themselves."""
    bare = data.replace(b"\r\n", b"")
    return [word for byte, word in ((b"\0", "NUL"), (b"\r", "bare CR"), (b"\n", "bare LF")) if byte in bare]


def letters():
    """One for each name of the catalogue, and the 81 mixes."""
    with tempfile.TemporaryDirectory(prefix="congvu-ambiguity.") as directory:
        subprocess.run([sys.executable, "-B", MAKER, "--out", directory, "--only", "ambiguity"], check=True,
                       stderr=subprocess.DEVNULL)
        chosen = {}
        with open(os.path.join(directory, "expected.jsonl"), encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if line.get("covers") or MIX.fullmatch(line["file"]):
                    chosen.setdefault(line.get("covers") or line["file"], line)
        return [Letter(directory, line) for line in chosen.values()]


class Sessions:
    """Few sessions for many mails; a session that the server ends is opened anew."""

    def __init__(self, mta):
        self._mta, self._client, self._sent = mta, None, 0

    def send(self, data):
        """The server's answer to the mail; the one before the end of the data where it stops there."""
        if self._client is None or self._sent == IN_A_SESSION:
            self.close()
            self._client, self._sent = self._mta.client(), 0
            self._client.ehlo()
        self._sent += 1
        for stage, command in (("mail", f"MAIL FROM:<{SENDER}>"), ("rcpt", f"RCPT TO:<{RECIPIENT}>")):
            code, text = self._client.docmd(command)
            if code != 250:
                return self._over(Answer(code, text, stage))
        code, text = self._client.docmd("DATA")
        if code != 354:
            return self._over(Answer(code, text, "data"))
        try:
            self._client.sock.sendall(wire(data) + b".\r\n")
            answer = Answer(*self._client.getreply(), "data")
        except OSError as dropped:
            return self._over(Answer(421, str(dropped), "data"))
        return self._over(answer) if answer.code == 421 else answer

    def _over(self, answer):
        self.close()
        return answer

    def close(self):
        if self._client is not None:
            self._client.close()
            self._client = None


class AmbiguousMail:
    """Mixed into a TestCase that has `start_mta(scratch, sink_port, milter)` and `mta_refuses(letter, answer)`."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.sink = Sink()
        cls.daemon = Daemon(cls.scratch, "inet").start()
        cls.mta = cls.start_mta(cls.scratch, cls.sink.port, cls.daemon.address)

    def test_refused_or_held(self):
        batch = letters()
        self.assertEqual(len([one for one in batch if one.covers]), 206 + 39)
        answers = self.send(batch)
        held = set(self.mta.held())
        arrived = {name.decode(): kept.data for kept in self.sink.messages for name in kept.fields("X-Test-Id")}
        ways, faults = {}, []
        for letter in batch:
            way = self.way(letter, answers[letter.name], held)
            if way == "through":
                way = self.why_through(letter, arrived.get(letter.name, b""))
            elif letter.name in arrived:
                faults.append(f"{letter.name}: {way}, but it reached the other side")
            ways.setdefault(way, []).append(letter.name)
            if way in ("through", "deferred"):
                faults.append(f"{letter.name} ({letter.covers}): {way}, {answers[letter.name]}")
        with open(os.path.join(BUILD, f"ambiguity-{type(self).__name__}.txt"), "w", encoding="utf-8") as listing:
            listing.writelines(f"{way}: {name}\n" for way, names in sorted(ways.items()) for name in names)
        print("; ".join(f"{way}: {len(names)}" for way, names in sorted(ways.items())))
        self.assertEqual(faults, [], "\n".join(faults))

    def send(self, batch):
        """{name: answer}; a clean mail behind them arrives, so the others would have, too."""
        sessions = Sessions(self.mta)
        answers = {letter.name: sessions.send(letter.data) for letter in batch}
        answer = sessions.send(mails.tagged(mails.clean_docx(), "last"))
        sessions.close()
        self.assertTrue(answer.accepted, str(answer))
        self.sink.wait_field("X-Test-Id", b"last")
        return answers

    def way(self, letter, answer, held):
        if answer.accepted:
            return "held" if answer.queue_id in held else "through"
        if answer.code == 554 and answer.text.startswith("5.7.1 "):
            return "refused by congvu"
        if self.mta_refuses(letter, answer):
            return f"refused by the MTA for {' and '.join(letter.odd_bytes)}"
        return "deferred"

    def why_through(self, letter, arrived):
        """A plain mail, or one that the MTA changed so that it shows a program to nobody."""
        if not letter.dangerous:
            return "plain mail, through"
        changed = letter.odd_bytes and arrived and not odd_bytes(arrived)
        return "changed by the MTA" if changed and not shows_program(arrived) else "through"


def shows_program(data):
    """Another reader's opinion: Python's."""
    parts = email.message_from_bytes(data).walk()
    return any((part.get_payload(decode=True) or b"").startswith(b"MZ") for part in parts if not part.is_multipart())
