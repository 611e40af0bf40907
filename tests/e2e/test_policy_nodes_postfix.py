"""Several congvu-policyd that share a PostgreSQL; the long runs are tests/faults/rate_burst.py and database_gone.py."""
import json
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from daemon import wait_until
from policy_nodes import LIMIT_RULE, Node, burst, recipient
from policy_relay import PolicyClient
from policy_site import database_of
from postgresql import PostgreSQL
from scratch import Scratch


class Nodes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.server = PostgreSQL(durable=True)  # it is crashed
        cls.addClassCleanup(cls.server.close)
        cls.nodes = []
        for name in ("mx1", "mx2"):
            node = Node(cls.scratch, name, database_of(cls.server), "directory: {refresh: 1s, stale_after: 2s}\n")
            node.files.write_rule("zz-limit.yaml", LIMIT_RULE.format(limit=200, over=201))
            cls.nodes.append(node.start())

    def test_burst_over_two_nodes(self):
        passed = burst(self.nodes, "chumthu")
        # 400 would be two nodes that know nothing of each other; how near to 200, tests/faults/rate_burst.py measures.
        self.assertGreaterEqual(passed, 100)
        self.assertLessEqual(passed, 300)

    def test_a_node_that_was_killed_forgets_nothing(self):
        first, second = (PolicyClient(node.address) for node in self.nodes)
        for _ in range(150):
            self.assertEqual(first.ask(**recipient("ghinho")), "DUNNO")
        time.sleep(1.5)
        self.nodes[0].policyd.kill()
        self.nodes[0].start()
        first = PolicyClient(self.nodes[0].address)
        passed = sum(asking.ask(**recipient("ghinho")) == "DUNNO" for asking in (first, second) for _ in range(100))
        self.assertGreaterEqual(passed, 10)
        self.assertLessEqual(passed, 75)

    def test_without_the_database(self):
        """Answers go on, and the journal says that what is known grows old; afterwards nothing is missing in it."""
        asking, node = PolicyClient(self.nodes[0].address), self.nodes[0]

        def stale():
            asked = recipient("lauroi")
            self.assertEqual(asking.ask(**asked), "DUNNO")
            time.sleep(0.1)
            return [entry for entry in node.files.written_decisions() if entry.get("instance") == asked["instance"]
                    and any(rule["id"] == "state-stale" for rule in entry["rules"])]

        self.assertFalse(stale())
        self.server.stop("immediate")
        try:
            wait_until(stale, "word that the state is old", 10)
        finally:
            self.server.start()
        wait_until(lambda: not stale(), "fresh state", 40)
        logged = {entry["id"] for entry in node.files.written_decisions()}

        def stored():
            rows = self.server.sql("select line from decision_line")
            return {json.loads(row[0])["id"] for row in rows} & logged

        wait_until(lambda: stored() == logged, "whole journal in the database", 40)


if __name__ == "__main__":
    unittest.main()
