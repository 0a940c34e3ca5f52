#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`epigraph-cli solve` and `verify`, on small programs whose answer is known.

    test-solve.py EPIGRAPH-CLI
"""
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import PLAN, refused, write
from tap import case, main

LP_ANSWER = {"status": "optimal", "variables": {"X": 2, "Y": 0},
             "multipliers": {"NEED": 1}, "reduced_costs": {"X": 0, "Y": 1}}
# minimize x1 with [x1 1; 1 x1] >= 0: 1, Y = [.5 -.5; -.5 .5]
SDP = "1\n1\n2\n1\n0 1 1 2 -1\n1 1 1 1 1\n1 1 2 2 1\n"
SDP_ANSWER = {"status": "optimal", "x": [1], "X": [[[1, 1], [1, 1]]],
              "Y": [[[0.5, -0.5], [-0.5, 0.5]]]}
# minimize 4x + 1/x: 4 at 1/2
GP = "0\n1\n2\n4\n1\n0\n0\n0 0 1\n1 0 -1\n"
GP_ANSWER = {"status": "optimal", "x": [0.5], "delta": [0.5, 0.5]}
# x >= 1 and x <= 0
NONE = """ROWS
 N C
 G ONE
 L TWO
COLUMNS
 X C 1 ONE 1
 X TWO 1
RHS
 B ONE 1
ENDATA
"""
NONE_RAY = {"claims": "infeasible", "ray": {
    "multipliers": {"ONE": 1, "TWO": -1}, "reduced_costs": {"X": 0}}}
# minimize -x, x >= 0
FALLING = "ROWS\n N C\nCOLUMNS\n X C -1\nENDATA\n"
FALLING_RAY = {"claims": "unbounded", "variables": {"X": 0}, "ray": {"variables": {"X": 1}}}


def verify(problem, answer, *arguments, status=0):
    """What verify --json says of an answer."""
    path = write("answer.json", json.dumps(answer))
    done = cli.call("verify", problem, path, "--json", *arguments)
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    return cli.strict(done.stdout.decode())


# ---- verify ----

@case
def solving_loads_nothing_that_draws():
    libraries = cli.call('solve', env={'LD_TRACE_LOADED_OBJECTS': '1'})
    names = libraries.stdout.decode()
    assert 'glib' in names, names
    assert not any(name in names for name in ('cairo', 'pango', 'rsvg')), names


@case
def the_right_answer_is_proven_whoever_found_it():
    for name, text, answer, objective in (
            ("plan.mps", PLAN, LP_ANSWER, 5), ("small.dat-s", SDP, SDP_ANSWER, 1),
            ("sum.eo", GP, GP_ANSWER, 4)):
        said = verify(write(name, text), answer)
        assert said["status"] == "optimal" and said["certified"] is True, said
        assert abs(said["objective"] - objective) < 1e-12, said
        assert said["tolerance_reached"] <= 1e-12 and said["gap"] <= 1e-12
        assert said["explanation"] is None


@case
def a_ray_is_proven():
    said = verify(write("none.mps", NONE), NONE_RAY)
    assert said["status"] == "infeasible" and said["certified"] is True, said
    assert said["objective"] is None
    said = verify(write("falling.mps", FALLING), FALLING_RAY)
    assert said["status"] == "unbounded" and said["certified"] is True, said


@case
def a_wrong_answer_is_refused_with_what_is_missing():
    problem = write("plan.mps", PLAN)
    for part, value, word in (("variables", {"X": 1, "Y": 0}, "primal"),
                              ("multipliers", {"NEED": 0.9}, "dual"),
                              ("variables", {"X": 3, "Y": 0}, "gap")):
        said = verify(problem, dict(LP_ANSWER, **{part: value}), status=3)
        assert said["status"] == "failed" and said["certified"] is False
        assert word in said["explanation"], said
        assert said["tolerance_reached"] > 1e-3


@case
def the_tolerance_is_the_one_that_was_asked_for():
    problem = write("plan.mps", PLAN)
    near = dict(LP_ANSWER, variables={"X": 2.0001, "Y": 0})
    reached = verify(problem, near, status=3)["tolerance_reached"]
    assert 1e-6 < reached < 1e-3
    assert verify(problem, near, "--tol", 1e-3)["certified"] is True
    assert verify(problem, near, "--tol", reached)["certified"] is True
    assert verify(problem, LP_ANSWER, "--tol", 0)["certified"] is True


# ---- solve ----

def solve(problem, *arguments, status=0):
    """What solve --json says last."""
    done = cli.call("solve", problem, "--json", *arguments)
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    lines = done.stdout.decode().splitlines()
    return cli.strict(lines[-1]), [cli.strict(line) for line in lines[:-1]]


@case
def json_has_what_the_manual_page_promises():
    said, before = solve(write("sum.eo", GP))
    assert before == []
    assert said["status"] == "optimal" and said["certified"] is True
    assert abs(said["objective"] - 4) < 1e-6
    assert said["kind"] == "geometric" and said["problem"] == "sum.eo"
    assert said["iterations"] > 0 and 0 < said["seconds"] < 60
    for name in ("primal_residual", "dual_residual", "gap",
                 "tolerance_reached"):
        assert 0 <= said[name] <= 1e-8, (name, said)
    assert said["tolerance"] == 1e-8 and said["explanation"] is None


@case
def a_line_an_iteration_and_then_the_answer():
    problem = write("sum.eo", GP)
    said, before = solve(problem, "--iterations")
    assert [frame["k"] for frame in before] == list(
        range(said["iterations"] + 1))
    assert before[-1]["gap"] < before[0]["gap"]
    text = cli.call("solve", problem, "--iterations").stdout.decode()
    lines = text.splitlines()
    assert lines[0] == ("sum.eo: geometric, 0 constraints, 1 variable, "
                        "2 terms")
    assert "objective" in lines[1] and "dual_residual" in lines[1]
    assert len([line for line in lines if line[:6].strip().isdigit()
                and "iteration" not in line]) == said["iterations"] + 1
    assert "optimal" in lines


@case
def every_iterate_has_the_columns_of_the_first():
    for name, text in (("plan.mps", PLAN), ("small.dat-s", SDP),
                       ("sum.eo", GP)):
        problem = write(name, text)
        for method in ("simplex", "primal-simplex", "ipm", "barrier"):
            if "simplex" in method and name != "plan.mps":
                continue
            _, steps = solve(problem, "--method", method, "--iterations")
            assert {tuple(step) for step in steps} == {tuple(steps[0])}, (
                name, method)
            lines = cli.call("solve", problem, "--method", method,
                             "--iterations").stdout.decode().splitlines()
            table = lines[1:len(steps) + 2]
            assert table[0].split() == list(steps[0]), table[0]
            assert {len(line) for line in table} == {len(table[0])}, table


@case
def iterates_are_in_the_units_of_the_file():
    problem = write("sum.eo", GP)
    for method in ("ipm", "barrier"):
        said, steps = solve(problem, "--method", method, "--iterations")
        assert abs(steps[-1]["objective"] - 4) < 1e-6, (method, steps[-1])
        assert abs(steps[-1]["objective"] - said["objective"]) < 1e-12


@case
def who_enters_and_leaves_is_told_by_name():
    problem = write("plan.mps", PLAN)
    _, steps = solve(problem, "--method", "primal-simplex", "--iterations")
    pivots = [step for step in steps if step["entering"] >= 0]
    assert pivots and all(step["entering"] < 2 for step in pivots), steps
    text = cli.call("solve", problem, "--method", "primal-simplex",
                    "--iterations").stdout.decode()
    assert "X" in text.splitlines()[pivots[0]["k"] + 2].split(), text


@case
def what_was_written_is_proven_again():
    problem = write("sum.eo", GP)
    path = cli.path("sum.json")
    said, _ = solve(problem, "--solution", path)
    file = cli.strict(path.read_text())
    assert file["claims"] == "optimal" and abs(file["x"][0] - 0.5) < 1e-4
    done = cli.call("verify", problem, path, "--json")
    assert done.returncode == 0
    assert cli.strict(done.stdout)["objective"] == said["objective"]
    refused_path = cli.path("no-such-folder") / "sum.json"
    done = cli.call("solve", problem, "--solution", refused_path)
    assert done.returncode == 2
    assert done.stderr.decode().endswith(  # and of no other file
        f"{refused_path} cannot be written: No such file or directory\n")


@case
def limits_end_it_with_the_best_iterate_so_far():
    problem = write("sum.eo", GP.replace("4", "7e5"))
    for *limit, word in (("--max-iterations", 1, "iterations"),
                         ("--time-limit", 0, "time")):
        said, _ = solve(problem, *limit, status=3)
        assert said["status"] == "limit" and said["certified"] is False, said
        assert said["iterations"] <= 1 and said["tolerance_reached"] > 1e-8
        assert word in said["explanation"]
        assert "not below" in said["explanation"]


def transport(n):
    """n shops and n stores, costs without a pattern: many iterations."""
    cost = [[(i * 7919 + j * 104729) % 997 for j in range(n)]
            for i in range(n)]
    lines = ["ROWS", " N C", *(f" E S{i}" for i in range(n)),
             *(f" G T{i}" for i in range(n)), "COLUMNS"]
    for i in range(n):
        for j in range(n):
            lines += [f" X{i}-{j} C {cost[i][j]} S{i} 1",
                      f" X{i}-{j} T{j} 1"]
    lines += ["RHS", *(f" B S{i} {n + i}" for i in range(n)),
              *(f" B T{i} {n - i % 3}" for i in range(n)), "ENDATA", ""]
    return "\n".join(lines)


@case
def an_interrupt_prints_the_best_iterate_so_far():
    # Hundreds of iterates follow the third, and do not fit into the pipe.
    path = cli.path("interrupted.json")
    process = subprocess.Popen(
        [cli.PROGRAM, "solve", write("transport.mps", transport(120)),
         "--method", "primal-simplex", "--iterations", "--json", "--solution",
         path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
    first = b"".join(process.stdout.readline() for _ in range(3))
    process.send_signal(signal.SIGINT)
    rest, error = process.communicate(timeout=60)
    assert process.returncode == 3, (process.returncode, error)
    lines = [cli.strict(line) for line in (first + rest).splitlines()]
    assert lines[-1]["status"] == "interrupted", lines[-1]
    assert 2 <= lines[-1]["iterations"] == lines[-2]["k"]
    assert len(cli.strict(path.read_text())["variables"]) == 14400


@case
def a_logarithm_without_end_is_told_of():
    """minimize -log x1 for x2 = 1: only the logarithm falls, and no ray has
    cᵀd = -1; with a cost on x1 there is an optimum, at 1."""
    for cost, word in (("0 1", "failed"), ("1 1", "optimal")):
        problem = write("log.dat-s", "* logdet-blocks: 1:1\n2\n2\n1 1\n"
                        f"{cost}\n0 2 1 1 1\n1 1 1 1 1\n2 2 1 1 1\n")
        for method in ("ipm", "barrier"):
            done = cli.call("solve", problem, "--method", method)
            lines = done.stdout.decode().splitlines()
            told = [line for line in lines if line.startswith(word)]
            assert len(told) == 1, (method, done.stdout, done.stderr)
            assert ("the logarithm seems to grow without end" in told[0]) \
                == (word == "failed"), told
            done = cli.call("run", problem, "--set", f"method={method}")
            assert (b"then there is no optimum" in done.stdout) \
                == (word == "failed"), done.stdout


@case
def progress_is_shown_on_a_terminal_alone():
    problem = write("transport.mps", transport(60))
    assert cli.call("solve", problem).stderr == b""


@case
def a_tolerance_of_zero_is_honest():
    said, _ = solve(write("sum.eo", GP.replace("4", "3")),
                    "--tol", 0, status=3)
    assert said["status"] == "failed" and said["tolerance_reached"] > 0


@case
def a_method_for_another_kind_is_refused_with_those_there_are():
    refused("solve", write("sum.eo", GP), "--method", "simplex",
            says=["simplex", "geometric", "ipm"])


# ---- Bad input ----

@case
def a_bad_file_is_refused_with_its_line():
    refused("solve", write("half.mps", PLAN[:PLAN.index("RHS")]), says=["half.mps", "ENDATA"])
    refused("solve", write("nan.mps", PLAN.replace("X COST 1", "X COST nan")),
            says=["nan.mps", "line 6", "nan"])
    refused("solve", write("huge.dat-s", "1\n1\n1000000000\n1\n"),
            says=["huge.dat-s", "line 3"])
    refused("solve", write("zero.eo", "0\n1\n1\n0\n"),
            says=["zero.eo", "line 4", "posynomial"])
    refused("solve", write("empty.mps", ""), says=["empty.mps", "empty"])
    refused("solve", write("text.foo", "hello\n"), says="text.foo")
    refused("solve", write("bytes.mps", b"\x00\x01" * 50), says="bytes.mps")
    refused("solve", write("broken.mps.gz", gzip.compress(PLAN.encode())[:40]),
            says=["broken.mps.gz", "gzip"])


@case
def what_is_no_file_is_refused_and_does_not_block():
    refused("solve", cli.path("nothing.mps"), says="nothing.mps")
    cli.path("folder.mps").mkdir(exist_ok=True)
    refused("solve", cli.path("folder.mps"), says="folder")
    if not cli.path("fifo.mps").exists():
        os.mkfifo(cli.path("fifo.mps"))
    refused("solve", cli.path("fifo.mps"), says="fifo.mps")
    refused("verify", write("plan.mps", PLAN), cli.path("fifo.mps"), says="fifo")


@case
def a_bad_solution_is_refused():
    problem = write("plan.mps", PLAN)
    for text, word in (("", "JSON"), ("[]", "object"), ("{}", "status"),
                       ('{"status": "optimal"}', "variables"),
                       (json.dumps(SDP_ANSWER), "variables"),
                       (json.dumps(dict(LP_ANSWER, variables={"X": 1})), "“Y”"),
                       (json.dumps(dict(LP_ANSWER, kind="geometric")),
                        "geometric")):
        refused("verify", problem, write("wrong.json", text),
                says=["wrong.json", word])


@case
def wrong_usage_is_refused():
    problem = write("plan.mps", PLAN)
    refused("solve", says=["solve", "FILE"])
    refused("verify", problem, says=["two", "PROBLEM SOLUTION"])
    refused("verify", problem, problem, problem, says="one too many")
    refused("solve", problem, "--method", "guessing", says="guessing")
    refused("solve", problem, "--tol", "-1", says="--tol")
    refused("solve", problem, "--tol", "nan", says="--tol")
    refused("solve", problem, "--threads", "0", says="--threads")
    refused("solve", problem, "--threads", "65", says=["--threads", "64"])
    refused("solve", problem, "--pricing", "bland", says="simplex")
    refused("solve", problem, "--method", "simplex", "--pricing", "dear",
            says=["dear", "bland"])
    refused("solve", problem, "--max-iterations", "1.5",
            says="--max-iterations")
    refused("solve", problem, "--time-limit", "soon", says="--time-limit")


@case
def what_may_surprise_is_told_on_standard_error():
    problem = write("whole.mps", PLAN.replace(" UP BND Y 5", " BV BND Y"))
    path = write("answer.json", json.dumps(LP_ANSWER))
    done = cli.call("verify", problem, path)
    assert done.returncode == 0
    assert b"integer" in done.stderr and b"whole.mps, line 11" in done.stderr


main()
