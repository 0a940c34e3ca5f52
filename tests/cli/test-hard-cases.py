#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small programs that are easy to get wrong, by every method for their kind.

    test-hard-cases.py EPIGRAPH-CLI

Each has an answer that a person can check; whatever a method says must be that,
with a certificate.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import write
from tap import Skip, case, main


def mps(objective, rows=(), bounds=(), constant=0, quadratic=()):
    """rows: (kind, {column: coefficient}, right-hand side); bounds: lines."""
    columns = dict.fromkeys([*objective, *(name for _, row, _ in rows
                                           for name in row)])
    lines = ["ROWS", " N COST"]
    lines += [f" {kind} R{i}" for i, (kind, _, _) in enumerate(rows)]
    lines += ["COLUMNS"]
    for name in columns:
        lines += [f" {name} COST {objective.get(name, 0)!r}"]
        lines += [f" {name} R{i} {row[name]!r}"
                  for i, (_, row, _) in enumerate(rows) if name in row]
    lines += ["RHS", f" B COST {-constant!r}"]
    lines += [f" B R{i} {b!r}" for i, (_, _, b) in enumerate(rows)]
    lines += ["BOUNDS", *(f" {line}" for line in bounds)]
    if quadratic:
        lines += ["QUADOBJ", *(f" {a} {b} {value!r}"
                               for a, b, value in quadratic)]
    return "\n".join([*lines, "ENDATA", ""])


def methods(problem):
    """Those there are for this kind, from the sentence that refuses "?"."""
    done = cli.call("solve", problem, "--method", "?")
    known = re.search(r"known: (.*)", done.stderr.decode()).group(1)
    if known == "none":
        raise Skip("no method for this kind")
    return known.split(", ")


def solutions(name, text):
    """What each method says, and solve without one, each with and without
    presolve: (method, object)."""
    problem = write(name, text)
    for method in [None, *methods(problem)]:
        wish = [] if method is None else ["--method", method]
        for how in ([], ["--no-presolve"]):
            done = cli.call("solve", problem, "--json", *wish, *how)
            assert done.returncode in (0, 3), (method, done.stderr.decode())
            yield method, cli.strict(done.stdout.decode())


def check(name, text, status, objective=None):
    for method, said in solutions(name, text):
        if method == "barrier" and said["status"] in ("failed", "limit"):
            continue  # it needs an interior, and may say that it found no proof
        assert said["status"] == status, (method, said)
        assert said["certified"] is True, (method, said)
        if objective is not None:
            error = abs(said["objective"] - objective) / (1 + abs(objective))
            assert error <= 1e-7, (method, said)


# ---- Linear programs ----

@case
def no_rows_and_no_columns():
    check("empty.mps", mps({}, constant=7), "optimal", 7)
    check("empty-rows.mps", mps({}, [("L", {}, 1), ("G", {}, -1)]), "optimal",
          0)
    check("empty-row.mps", mps({"X": 1}, [("G", {}, 1)]), "infeasible")


@case
def bounds_and_no_rows():
    check("box.mps", mps({"X": 1, "Y": -1}, bounds=["UP B X 1", "UP B Y 2"]),
          "optimal", -2)
    check("free.mps", mps({"X": 0}, bounds=["FR B X"]), "optimal", 0)
    check("falling.mps", mps({"X": 1}, bounds=["FR B X"]), "unbounded")


@case
def free_variables_only():
    check("free.mps", mps({"X": 1, "Y": 2}, [("E", {"X": 1, "Y": 1}, 2),
                                             ("E", {"X": 1, "Y": -1}, 0)],
                          ["FR B X", "FR B Y"]), "optimal", 3)


@case
def fixed_variables():
    rows = [("G", {"X": 1, "Y": 1}, 5)]
    check("fixed.mps", mps({"X": 1, "Y": 2}, rows, ["FX B X 3"]), "optimal", 7)
    check("all-fixed.mps", mps({"X": 1, "Y": 2}, rows,
                               ["FX B X 3", "FX B Y 2"]), "optimal", 7)
    check("wrongly-fixed.mps", mps({"X": 1, "Y": 2}, rows,
                                   ["FX B X 3", "FX B Y 1"]), "infeasible")


@case
def the_same_row_twice():
    row = {"X": 1, "Y": 1}
    check("twice.mps", mps({"X": 1, "Y": 2}, [("G", row, 2), ("G", row, 2),
                                              ("E", row, 2), ("E", row, 2)]),
          "optimal", 2)


@case
def equalities_that_depend_on_each_other():
    rows = [("E", {"X": 1, "Y": 1, "Z": 1}, 1),
            ("E", {"X": 2, "Y": 2, "Z": 2}, 2),
            ("E", {"X": 1, "Y": -1}, 0), ("E", {"X": 2, "Z": 1}, 1)]
    cost = {"X": 1, "Y": 1, "Z": 3}
    check("dependent.mps", mps(cost, rows), "optimal", 1)
    rows[1] = ("E", {"X": 2, "Y": 2, "Z": 2}, 3)
    check("contradict.mps", mps(cost, rows), "infeasible")


@case
def a_bound_above_the_other():
    check("crossed.mps", mps({"X": 1}, bounds=["LO B X 2", "UP B X 1"]),
          "infeasible")


@case
def neither_feasible_nor_bounded():
    check("both.mps", mps({"X": -1, "Y": 0}, [("G", {"Y": 1}, 1),
                                              ("L", {"Y": 1}, 0)]),
          "infeasible")


@case
def very_large_and_very_small_numbers():
    check("large.mps", mps({"X": 1e12, "Y": 2e12},
                           [("G", {"X": 1e-12, "Y": 1e-12}, 1e-12)]),
          "optimal", 1e12)
    check("small.mps", mps({"X": 1e-12, "Y": 2e-12},
                           [("G", {"X": 1e12, "Y": 1e12}, 1e12)]),
          "optimal", 1e-12)


@case
def a_ray_far_out():
    # From the origin X goes to 1e9 before Y can fall for ever.
    check("far.mps", mps({"X": -1, "Y": -1e-3},
                         [("L", {"X": 1e-9, "Y": -1e-9}, 1),
                          ("G", {"Y": 1, "Z": -1}, 0), ("L", {"Z": 1}, 3)]),
          "unbounded")


@case
def rows_of_very_different_size():
    check("diagonal.mps", mps({"X": 1, "Y": 1}, [("G", {"X": 1e12}, 1),
                                                 ("G", {"Y": 1e-6}, 1)]),
          "optimal", 1e6)
    check("apart.mps", mps({"X": 1, "Y": 1, "Z": 1e3},
                           [("G", {"X": 1e12, "Y": 1}, 1),
                            ("G", {"Y": 1e-6, "Z": 1e-3}, 1),
                            ("G", {"X": 1e9, "Z": 1e-4}, 2)]), "optimal", 1e6)


@case
def a_program_that_cycles_by_the_first_rule_one_thinks_of():
    # Beale 1955: Dantzig's rule with the first of equal ratios comes back.
    check("beale.mps", mps(
        {"X1": -0.75, "X2": 150, "X3": -0.02, "X4": 6},
        [("L", {"X1": 0.25, "X2": -60, "X3": -0.04, "X4": 9}, 0),
         ("L", {"X1": 0.5, "X2": -90, "X3": -0.02, "X4": 3}, 0),
         ("L", {"X3": 1}, 1)]), "optimal", -0.05)


@case
def a_corner_where_everything_meets():
    n = 12
    rows = [("L", {f"X{i}": 1, f"X{j}": 1}, 2) for i in range(n)
            for j in range(i)]
    check("corner.mps", mps({f"X{i}": -1 for i in range(n)}, rows), "optimal",
          -n)


# ---- Quadratic programs ----

SQUARES = [("X", "X", 2), ("Y", "Y", 2)]


@case
def quadratic_programs():
    check("bowl.mps", mps({"X": -2, "Y": 2}, bounds=["FR B X", "FR B Y"],
                          quadratic=SQUARES), "optimal", -2)
    check("edge.mps", mps({"X": -2, "Y": 2}, quadratic=SQUARES), "optimal", -1)
    check("line.mps", mps({}, [("E", {"X": 1, "Y": 1}, 2),
                               ("E", {"X": 2, "Y": 2}, 4)],
                          quadratic=SQUARES), "optimal", 2)
    check("trough.mps", mps({"X": 0, "Y": 1}, [("G", {"X": 1, "Y": 1}, 2)],
                            quadratic=SQUARES[:1]), "optimal", 1.75)
    check("falling.mps", mps({"X": 0, "Y": -1}, [("L", {"X": 1}, 3)],
                             quadratic=SQUARES[:1]), "unbounded")
    check("none.mps", mps({}, [("G", {"X": 1, "Y": 1}, 2),
                               ("L", {"X": 1, "Y": 1}, 1)],
                          quadratic=SQUARES), "infeasible")
    check("fixed.mps", mps({"X": 1, "Y": 0}, bounds=["FX B X 3", "FX B Y -1"],
                           quadratic=SQUARES), "optimal", 13)


# ---- Semidefinite programs ----

@case
def a_quadratic_that_is_not_convex_is_called_so():
    """Q = (1, 0; 0, -1) has a negative eigenvalue: no residual is to blame."""
    problem = write("saddle.qps", mps(
        {"X": 0, "Y": 0}, [("G", {"X": 1, "Y": 1}, -2)], ["FR B X", "UP B Y 1"],
        quadratic=[("X", "X", 1), ("Y", "Y", -1)]))
    done = cli.call("solve", problem, "--json")
    assert done.returncode == 3, done.stderr.decode()
    said = cli.strict(done.stdout.decode())
    assert said["status"] == "failed" and not said["certified"], said
    assert said["explanation"] == "Q is not positive semidefinite", said


@case
def an_empty_block():
    check("empty-block.dat-s", "1\n3\n0 2 -1\n1\n0 2 1 2 -1\n1 2 1 1 1\n"
          "1 2 2 2 1\n1 3 1 1 1\n", "optimal", 1)


@case
def an_optimum_that_no_point_attains():
    # [x 1; 1 y] >= 0: x y >= 1, and x comes as near to 0 as one likes.
    for method, said in solutions("unattained.dat-s", "2\n1\n2\n1 0\n"
                                  "0 1 1 2 -1\n1 1 1 1 1\n2 1 2 2 1\n"):
        assert said["status"] in ("optimal", "limit", "failed"), (method, said)
        if said["status"] == "optimal":
            assert abs(said["objective"]) < 1e-6, (method, said)


@case
def a_primal_and_a_dual_that_do_not_meet():
    # minimize x, [0 x 0; x y 0; 0 0 x+1] >= 0: x = 0, and the dual has -1
    # (Vandenberghe & Boyd, Semidefinite programming, 1996, section 3).
    for method, said in solutions(
            "apart.dat-s", "2\n1\n3\n1 0\n0 1 3 3 -1\n1 1 1 2 1\n1 1 3 3 1\n"
            "2 1 2 2 1\n"):
        assert said["status"] != "infeasible", (method, said)
        assert said["status"] != "unbounded", (method, said)
        if said["status"] == "optimal":
            assert abs(said["objective"]) < 1e-6, (method, said)


@case
def no_matrix_is_positive_semidefinite():
    # [x 1; 1 -1]
    check("none.dat-s", "1\n1\n2\n1\n0 1 1 2 -1\n0 1 2 2 1\n1 1 1 1 1\n",
          "infeasible")
    check("falling.dat-s", "1\n1\n1\n-1\n1 1 1 1 1\n", "unbounded")


@case
def as_near_to_a_feasible_point_as_one_likes():
    # [x 1; 1 0] >= 0 has no solution, and no ray that shows it.
    for method, said in solutions("nearly.dat-s", "1\n1\n2\n1\n0 1 1 2 -1\n"
                                  "1 1 1 1 1\n"):
        assert said["status"] in ("failed", "limit", "infeasible"), (method,
                                                                     said)


# ---- Geometric programs ----

@case
def a_monomial_has_no_least_value():
    check("falling.eo", "0\n1\n1\n2\n0\n0 0 1\n", "unbounded")
    check("held.eo", "1\n1\n2\n2 3\n0 1\n0 0 1\n1 0 -1\n", "optimal", 6)
    check("none.eo", "2\n1\n3\n1 2 2\n0 1 2\n0 0 1\n1 0 1\n2 0 -1\n",
          "infeasible")
    check("large.eo", "0\n1\n2\n1e12 1e-12\n0 0\n0 0 1\n1 0 -1\n", "optimal",
          2)


main()
