"""What Postfix asks a policy server, and when: what congvu-policyd builds on. A stub answers DUNNO and keeps all."""
import os
import socket
import threading
import unittest

import dialog
from dovecot import PrivateDovecot
from policy_relay import read_block
from policy_site import MAIN_CF, certificate, services
from postfix import PrivatePostfix
from scratch import Scratch
from sink import Sink

TWO_RECIPIENTS = """\
C: MAIL FROM:<annv_stttt@bacgiang.gov.vn> SIZE=100
S: 250
C*2: RCPT TO:<nguoi{n}+ho-so@bacgiang.gov.vn>
S: 250
C: DATA
S: 354
mail clean_docx
S: 250
"""


class Questions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.mta = PrivatePostfix(cls.scratch, Sink().port, "", dict(MAIN_CF, **certificate(cls.scratch)),
                                 services=services("unix:congvu/policyd.sock"))
        place = os.path.join(cls.mta.queue, "congvu")
        os.mkdir(place)
        cls.asked, door = [], socket.socket(socket.AF_UNIX)
        door.bind(os.path.join(place, "policyd.sock"))
        os.chmod(os.path.join(place, "policyd.sock"), 0o666)
        door.listen(50)
        threading.Thread(target=cls._accept, args=(door,), daemon=True).start()
        cls.mta.start()
        PrivateDovecot(cls.scratch, os.path.join(cls.mta.queue, "private", "auth"), ["annv_stttt"]).start()

    @classmethod
    def _accept(cls, door):
        while True:
            threading.Thread(target=cls._answer, args=door.accept()[:1], daemon=True).start()

    @classmethod
    def _answer(cls, client):
        with client, client.makefile("rb") as stream:
            while block := read_block(stream):
                cls.asked.append(dict(line.split("=", 1) for line in block.decode().splitlines() if line))
                client.sendall(b"action=DUNNO\n\n")

    def ask(self, service, text=TWO_RECIPIENTS):
        """The attributes of every question of a dialog, in order."""
        self.asked.clear()
        wanted = dialog.read_text(f"dialog questions\nat {service}\n{text}", "questions")[0]
        play = dialog.Play(wanted, "203.0.113.9", service).speak(self.mta)
        self.assertEqual(play.faults, [])
        self.queue_id = play.queue_id
        return list(self.asked)

    @staticmethod
    def column(asked, name):
        return [request[name] for request in asked]

    def test_delayed(self):
        """The default: at RCPT, once a recipient; counted from DATA on; the queue id from the second recipient on."""
        for service in ("submission tls login annv_stttt", "chroot tls login annv_stttt"):
            asked = self.ask(service)
            self.assertEqual(self.column(asked, "protocol_state"), ["RCPT", "RCPT", "DATA", "END-OF-MESSAGE"])
            self.assertEqual(self.column(asked, "recipient_count"), ["0", "0", "2", "2"])
            self.assertEqual(self.column(asked, "recipient")[:2],
                             [f"nguoi{n}+ho-so@bacgiang.gov.vn" for n in (1, 2)])
            self.assertEqual(self.column(asked, "recipient")[2:], ["", ""])
            self.assertEqual(self.column(asked, "queue_id"), ["", *[self.queue_id] * 3])
            self.assertEqual(len(set(self.column(asked, "instance"))), 1)
            self.assertEqual(self.column(asked, "size")[:3], ["100"] * 3)
            self.assertGreater(int(asked[3]["size"]), 1_000)
            for name, value in (("sasl_username", "annv_stttt"), ("client_address", "203.0.113.9"),
                                ("sender", "annv_stttt@bacgiang.gov.vn"), ("helo_name", "client.example")):
                self.assertEqual(set(self.column(asked, name)), {value})
            self.assertTrue(asked[0]["encryption_protocol"].startswith("TLS"))

    def test_one_recipient(self):
        """At DATA a sole recipient is told again."""
        asked = self.ask("mx", TWO_RECIPIENTS.replace("C*2", "C*1"))
        self.assertEqual(self.column(asked, "recipient"), ["nguoi1+ho-so@bacgiang.gov.vn"] * 3)
        self.assertEqual(self.column(asked, "recipient_count"), ["0", "1", "1"])
        self.assertEqual(self.column(asked, "sasl_username"), [""] * 3)

    def test_early(self):
        """smtpd_delay_reject = no: before RCPT there is no instance; the client told by XCLIENT is asked for, too."""
        asked = self.ask("early login annv_stttt")
        self.assertEqual(self.column(asked, "protocol_state"),
                         ["CONNECT", "EHLO", "XCLIENT", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "END-OF-MESSAGE"])
        self.assertEqual(self.column(asked, "instance")[:5], [""] * 5)
        self.assertTrue(all(self.column(asked, "instance")[5:]))
        self.assertEqual(asked[4]["sasl_username"], "annv_stttt")
        self.assertEqual(asked[4]["recipient"], "")

    def test_thrice(self):
        """Named in three lists of restrictions, it is asked the same three times."""
        asked = self.ask("thrice login annv_stttt")
        self.assertEqual(self.column(asked, "protocol_state"), ["RCPT"] * 6 + ["DATA", "END-OF-MESSAGE"])
        self.assertEqual(asked[0], asked[1])
        self.assertEqual(asked[1], asked[2])

    def test_next_message_is_another_instance(self):
        asked = self.ask("mx", TWO_RECIPIENTS + TWO_RECIPIENTS)
        instances = self.column(asked, "instance")
        self.assertEqual(len(set(instances[:4])), 1)
        self.assertEqual(len(set(instances)), 2)

    def test_bare(self):
        self.assertEqual(self.ask("bare login annv_stttt"), [])


if __name__ == "__main__":
    unittest.main()
