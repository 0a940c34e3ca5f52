#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`epigraph-cli solve` finds and proves what is published, one case an instance.

    test-published.py EPIGRAPH-CLI FAMILY METHOD easy|harder [ROWS]

An instance passes when its status is the one of the table, its certificate
holds at the tolerance of the table, its optimum has the digits of the table,
and the answer that was written proves the same to `epigraph-cli verify`.
ROWS: only instances with fewer rows.
"""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import published
import tap

FAMILY, METHOD, WHICH = sys.argv[2:5]
ROWS = int(sys.argv[5]) if len(sys.argv) > 5 else sys.maxsize
LIMIT = 60  # seconds: no instance may take longer


def call(*arguments):
    done = cli.call(*arguments, "--json")
    assert done.returncode in (0, 3), (done.returncode, done.stderr.decode())
    return cli.strict(done.stdout.decode())


def check(instance):
    answer = cli.path("answer.json")
    tolerance = ["--tol", repr(instance.tolerance)]
    said = call("solve", instance.path, "--method", METHOD, *tolerance,
                "--time-limit", LIMIT, "--solution", answer)
    assert said["status"] == instance.status, said
    assert said["certified"] is True, said
    assert said["tolerance_reached"] <= instance.tolerance, said
    if instance.status == "optimal":
        error = instance.error(said["objective"])
        assert error <= instance.optimum_tolerance, (error, said)
    again = call("verify", instance.path, answer, *tolerance)
    for name in ("status", "objective", "tolerance_reached"):
        assert again[name] == said[name], (name, said, again)


def add_case(instance):
    def case():
        check(instance)
    case.__name__ = f"{METHOD} on {instance.name}"
    tap.cases.append(case)


def main():
    reason = None
    if published.folder() is None:
        reason = "no folder problems under EPIGRAPH_SHARED_DIR"
    elif WHICH != "easy" and "EPIGRAPH_SANITIZER" in os.environ:
        reason = "too slow under a sanitizer"
    if reason is not None:
        print(f"1..0 # SKIP {reason}")
        return
    for instance in published.instances(FAMILY):
        if ((instance.difficulty == "easy") == (WHICH == "easy")
                and instance.rows < ROWS):
            add_case(instance)
    tap.main()


main()
