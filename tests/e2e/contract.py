"""The checks of the MTA contract (mta-contract.md), for any of the two MTAs; used by the two test modules."""
from client import send, send_wire
from contract_probes import IDENTITY, PROBES
from record_milter import HDR_LEADSPC, SKIP, RecordMilter

_LEFT_OUT = {(b"from", b" a@b.example"), (b"date", b" Tue, 24 Nov 2026 08:00:00 +0700"),
             (b"message-id", b" <1@b.example>")}
_ADDED_BY_POSTFIX = (b"from", b"date", b"message-id")


def _shown(headers, added):
    kept = [field for field in headers if (field[0].lower(), field[1]) not in _LEFT_OUT]
    return [field for field in kept if not (added and field[0].lower() in _ADDED_BY_POSTFIX and field[0] != b"From")]


class Contract:
    """Mixed into a TestCase whose class has `mta`, `mta_name` and `milter`, a RecordMilter."""

    def recorded(self, wire, sender="an.nv@bacgiang.example", recipients=("binh.tt@haiduong.example",), **more):
        before = len(self.milter.transactions)
        answer = send_wire(self.mta, wire, sender, recipients, **more)
        return answer, self.milter.wait_count(before + 1)[before:]

    def test_probes(self):
        for probe in PROBES:
            with self.subTest(probe.name):
                expected = probe.seen[self.mta_name]
                if isinstance(expected, int):
                    answer = send_wire(self.mta, probe.wire)
                    self.assertEqual(answer.code, expected)
                    continue
                answer, (seen,) = self.recorded(probe.wire)
                self.assertEqual(answer.code, 250, str(answer))
                headers, body = expected
                added = self.mta_name == "postfix" and (b"Message-ID", b" <1@b.example>") not in seen.headers
                got = _shown(seen.headers, added)
                # Postfix adds From where there is none; the completed ones are what the probe is about.
                if added and b"From: an\r\n" not in probe.wire:
                    got = [field for field in got if field[0] != b"From"]
                self.assertEqual((got, seen.body), (headers, body))

    def test_missing_fields(self):
        """Postfix adds them for a local client before the milter looks, Sendmail after."""
        _, (seen,) = self.recorded(b"Subject: s\r\n\r\nx\r\n")
        names = [name for name, _ in seen.headers]
        added = [b"Message-Id", b"Date", b"From"] if self.mta_name == "postfix" else []
        self.assertEqual(names, [b"Subject"] + added)

    def test_offer(self):
        """Both offer all actions and all protocol steps of protocol 6."""
        self.recorded(IDENTITY + b"\r\nx\r\n")
        self.assertEqual(set(self.milter.offers), {(0x1FF, 0x1FFFFF)})

    def test_order_of_stages(self):
        _, (seen,) = self.recorded(IDENTITY + b"\r\nx\r\n")
        count = len(seen.headers)
        self.assertEqual("".join(seen.events), "MRT" + "L" * count + "NBE")

    def test_chunks(self):
        """A body comes in pieces of at most 65,535 bytes; an empty one in none."""
        _, (seen,) = self.recorded(IDENTITY + b"\r\n" + (b"d" * 76 + b"\r\n") * 4000)
        self.assertEqual([len(chunk) for chunk in seen.chunks], [65535] * 4 + [312000 - 4 * 65535])
        _, (seen,) = self.recorded(IDENTITY + b"\r\n")
        self.assertEqual(seen.chunks, [])

    def test_envelope(self):
        """Addresses come in angle brackets, with their parameters as further arguments; the null one as <>."""
        _, (seen,) = self.recorded(IDENTITY + b"\r\nx\r\n", recipients=("b@c.example", "d@e.example"),
                                   options=("SIZE=500", "BODY=8BITMIME"))
        self.assertEqual(seen.sender, [b"<an.nv@bacgiang.example>", b"SIZE=500", b"BODY=8BITMIME"])
        self.assertEqual([argv[0] for argv in seen.recipients], [b"<b@c.example>", b"<d@e.example>"])
        _, (seen,) = self.recorded(IDENTITY + b"\r\nx\r\n", sender="")
        self.assertEqual(seen.sender[0], b"<>")

    def test_client(self):
        _, (seen,) = self.recorded(IDENTITY + b"\r\nx\r\n")
        self.assertEqual((seen.connection["family"], seen.connection["address"]), (b"4", b"127.0.0.1"))
        self.assertEqual(seen.helo, b"client.example")

    def test_without_leading_space(self):
        """Unless HDR_LEADSPC is asked for, one blank after the colon is lost, and a tab is not."""
        steps, self.milter.steps = self.milter.steps, SKIP
        try:
            _, (seen,) = self.recorded(IDENTITY + b"A: x\r\nB:  y\r\nC:z\r\nD:\tt\r\n\r\nx\r\n")
        finally:
            self.milter.steps = steps
        self.assertEqual(_shown(seen.headers, False)[-4:], [(b"A", b"x"), (b"B", b" y"), (b"C", b"z"), (b"D", b"\tt")])

    def test_session_of_two(self):
        """A session brings HELO once; a transaction that the client resets is aborted."""
        before = len(self.milter.transactions)
        with self.mta.client() as client:
            client.ehlo()
            client.mail("a@b.example")
            client.rcpt("c@d.example")
            client.rset()
            client.mail("e@f.example")
            client.rcpt("c@d.example")
            client.data(IDENTITY + b"\r\nx\r\n")
        first, second = self.milter.wait_count(before + 2)[before:]
        self.assertEqual((first.aborted, second.aborted), (True, False))
        self.assertEqual(first.sender[0], b"<a@b.example>")
        self.assertEqual(second.helo, b"client.example")


def record_milter():
    return RecordMilter(steps=SKIP | HDR_LEADSPC)


def macros_of(test, names):
    """{stage: sorted names} that came with one plain message, for the stages named."""
    _, (seen,) = test.recorded(IDENTITY + b"\r\nx\r\n")
    return {stage: sorted(seen.macros.get(stage, {})) for stage in names}


__all__ = ["Contract", "record_milter", "macros_of", "send"]
