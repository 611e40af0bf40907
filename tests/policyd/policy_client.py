"""The client's side of the Postfix policy delegation protocol."""
import socket

# As Postfix 3.7 sends them, in its order.
QUESTION = {
    "request": "smtpd_access_policy", "protocol_state": "RCPT", "protocol_name": "ESMTP",
    "client_address": "192.0.2.7", "client_name": "mail.example.org", "client_port": "40721",
    "reverse_client_name": "mail.example.org", "server_address": "127.0.0.1", "server_port": "25",
    "helo_name": "mail.example.org", "sender": "a@example.org", "recipient": "b@bacgiang.gov.vn",
    "recipient_count": "0", "queue_id": "", "instance": "", "size": "1000", "etrn_domain": "", "stress": "",
    "sasl_method": "", "sasl_username": "", "sasl_sender": "", "ccert_subject": "", "ccert_issuer": "",
    "ccert_fingerprint": "", "ccert_pubkey_fingerprint": "", "encryption_protocol": "", "encryption_cipher": "",
    "encryption_keysize": "0", "policy_context": "",
}


def question(**changed):
    """The bytes of a request; an attribute set to None is left out."""
    lines = [f"{name}={value}\n" for name, value in {**QUESTION, **changed}.items() if value is not None]
    return "".join(lines).encode() + b"\n"


class Connection:
    def __init__(self, address, timeout=60):
        """`address`: a path, or (host, port)."""
        self.socket = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self._read = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """The action of the next answer; EOFError where the server has closed."""
        while b"\n\n" not in self._read:
            try:
                got = self.socket.recv(65536)
            except ConnectionResetError:
                got = b""
            if not got:
                raise EOFError(self._read)
            self._read += got
        text, _, self._read = self._read.partition(b"\n\n")
        if not text.startswith(b"action=") or b"\n" in text:
            raise ValueError(text)
        return text[len(b"action="):].decode("ascii")

    def ask(self, **changed):
        self.send(question(**changed))
        return self.answer()

    def closed(self):
        """Waits for the end of the connection; what came before it."""
        try:
            while True:
                self.answer()
        except EOFError as end:
            return end.args[0] == b""
