"""Mail in many sessions at once, while something happens to the daemon."""
import concurrent.futures
import time

import mails
from client import send


class Load:
    """`bad` of each ten mails must be refused. Each mail is tried until it gets a final answer."""

    def __init__(self, mta, count, sender, recipient, bad=3, clients=4, attempts=60):
        self._mta, self._sender, self._recipient, self._attempts = mta, sender, recipient, attempts
        clean, refused = mails.clean_docx(), mails.exe_in_zip_in_zip()
        self.work = [(f"load-0-{number}", number % 10 < bad, refused if number % 10 < bad else clean)
                     for number in range(count)]
        self.clients, self.deferred = clients, 0

    def rename(self, series):
        """New identities for another run."""
        self.work = [(f"load-{series}-{number}", must_refuse, data)
                     for number, (_, must_refuse, data) in enumerate(self.work)]

    def _one(self, item):
        identity, must_refuse, data = item
        for _ in range(self._attempts):
            answer = send(self._mta, mails.tagged(data, identity), self._sender, [self._recipient])
            if answer.code // 100 != 4:
                return identity, must_refuse, answer
            self.deferred += 1
            time.sleep(0.1)
        return identity, must_refuse, answer

    def run(self):
        """[(identity, must_refuse, last answer)], in the order of the work."""
        with concurrent.futures.ThreadPoolExecutor(self.clients) as pool:
            return list(pool.map(self._one, self.work))
