# SPDX-License-Identifier: GPL-3.0-or-later
"""CVXOPT on a geometric program: seconds of solving, and log of the optimum.

    peer-cvxopt-gp.py FILE.eo
"""
import math
import sys
import time

import cvxopt

with open(sys.argv[1], encoding="ascii") as file:
    words = file.read().split()
constraints, variables, terms = map(int, words[:3])
log_c = [math.log(float(word)) for word in words[3:3 + terms]]
of = [int(word) for word in words[3 + terms:3 + 2 * terms]]
order = sorted(range(terms), key=lambda term: of[term])  # stable
place = {term: row for row, term in enumerate(order)}
rest = words[3 + 2 * terms:]
F = cvxopt.spmatrix([float(word) for word in rest[2::3]],
                    [place[int(word)] for word in rest[0::3]],
                    [int(word) for word in rest[1::3]], (terms, variables))
g = cvxopt.matrix([log_c[term] for term in order])
K = [of.count(i) for i in range(constraints + 1)]
cvxopt.solvers.options["show_progress"] = False
begin = time.monotonic()
answer = cvxopt.solvers.gp(K, F, g)
seconds = time.monotonic() - begin
print(seconds, answer["primal objective"], answer["status"])
