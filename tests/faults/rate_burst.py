#!/usr/bin/env python3
"""How far over its limit a burst gets that several congvu-policyd share: by interval, limit and number of nodes.

    CONGVU_BUILD=BUILD rate_burst.py            (part of tests/run --policyd-faults)

Prints a table; exits 1 where it is more than a tenth at the default interval.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from policy_nodes import LIMIT_RULE, Node, burst  # noqa: E402
from policy_site import database_of  # noqa: E402
from postgresql import PostgreSQL  # noqa: E402
from scratch import Scratch  # noqa: E402

DEFAULT = "1s"


def measure(interval, limit, nodes, rounds=5, clients=8):
    """Recipients that passed, of each round."""
    with Scratch() as scratch, PostgreSQL() as server:
        database = database_of(server)
        made = [Node(scratch, f"mx{number}", database, f"rates: {{synchronise: {round(1000 * float(interval[:-1]))}ms}}\n") for number in range(nodes)]
        for node in made:
            node.files.write_rule("zz-limit.yaml", LIMIT_RULE.format(limit=limit, over=limit + 1))
            node.start()
        # A node learns at its next synchronisation that there is another.
        time.sleep(2 * float(interval.removesuffix("s")) + 0.5)
        results = [burst(made, f"burst{number}", clients) for number in range(rounds)]
        for node in made:
            node.policyd.stop()
        return results


def main():
    worst = 0.0
    print("interval  limit  nodes  passed            over the limit at most")
    for interval, limit, nodes in ((DEFAULT, 200, 2), (DEFAULT, 50, 2), (DEFAULT, 1000, 2), (DEFAULT, 200, 4),
                                   ("0.2s", 200, 2), ("5s", 200, 2)):
        passed = measure(interval, limit, nodes)
        over = max(passed) / limit - 1
        if interval == DEFAULT:
            worst = max(worst, over)
        print(f"{interval:8}  {limit:5}  {nodes:5}  {min(passed):6}..{max(passed):<6}    {100 * over:5.1f} %", flush=True)
    print(f"at the default of {DEFAULT}: {100 * worst:.1f} % over")
    return worst > 0.1


if __name__ == "__main__":
    sys.exit(main())
