"""A policy client, and a relay between Postfix and congvu-policyd that loses answers."""
import socket
import threading


def connect(address):
    """`address`: unix:PATH or inet:HOST:PORT."""
    kind, _, place = address.partition(":")
    if kind == "unix":
        made = socket.socket(socket.AF_UNIX)
        made.connect(place)
        return made
    host, _, port = place.rpartition(":")
    made = socket.create_connection((host, int(port)))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def read_block(stream):
    """Lines up to the empty one; b"" at the end of the stream."""
    lines = []
    while line := stream.readline():
        lines.append(line)
        if line == b"\n":
            return b"".join(lines)
    return b""


class PolicyClient:
    """ask(attributes) -> what follows "action="."""

    def __init__(self, address):
        self._socket = connect(address)
        self._socket.settimeout(60)
        self._stream = self._socket.makefile("rb")

    def ask(self, **attributes):
        text = "request=smtpd_access_policy\n" + "".join(f"{key}={value}\n" for key, value in attributes.items())
        self._socket.sendall(text.encode() + b"\n")
        answer = read_block(self._stream)
        if not answer.startswith(b"action="):
            raise ConnectionError(f"no answer: {answer!r}")
        return answer[len("action="):].decode().strip()

    def close(self):
        self._stream.close()
        self._socket.close()


class LossyRelay:
    """Passes requests on and answers back, but loses the next answers to some of them, each with its connection.

    `address`: the server's, may be set later. lose(word, count): the next `count` answers to requests that hold `word`. `lost`: those requests.
    """

    def __init__(self, address):
        self.address, self._word, self._count = address, b"", 0
        self.lost = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def lose(self, word, count=1):
        self._word, self._count = word.encode(), count

    def _accept(self):
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client):
        with client, connect(self.address) as server, client.makefile("rb") as asked, server.makefile("rb") as said:
            while request := read_block(asked):
                server.sendall(request)
                answer = read_block(said)
                if self._count and self._word in request:
                    self._count -= 1
                    self.lost.append(request)
                    return
                client.sendall(answer)

    def close(self):
        self._door.close()
