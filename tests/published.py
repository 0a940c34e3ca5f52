# SPDX-License-Identifier: GPL-3.0-or-later
"""The published problems and what is known of them.

A folder has optimal.tsv: one line an instance, tab-separated, with a header.
checked_optimum is the value to trust; where the check column says "set the
tolerance no tighter than T", T is the tolerance of that instance, of its
certificate as of its optimum.
"""
import csv
import math
import os
import pathlib
import re

FAMILIES = ("lp", "qp", "sdp", "maxdet", "gp")
CERTIFICATE = 1e-8  # asked of every answer unless the table says otherwise
OPTIMUM = 1e-6  # relative error of the optimum
# Where the optimum is barely determined.  The objective of hinf12 falls only as
# 1.7e7 / |x|, and rounding leaves Gx unknown by some 1e-16 |x|: no point in
# doubles is feasible and within the gap to better than about 1e-5.
BARELY = 1e-3
# In the words of the pair that the SDPA format states; what is minimized is (P).
STATUS = {"primal infeasible": "infeasible", "dual infeasible": "unbounded"}


def folder():
    """Where they are, or None: a plain clone has none."""
    shared = pathlib.Path(os.environ.get(
        "EPIGRAPH_SHARED_DIR",
        pathlib.Path(__file__).resolve().parents[2] / "shared"))
    return shared / "problems" if (shared / "problems").is_dir() else None


class Instance:
    def __init__(self, family, row):
        self.family = family
        self.name = row["name"]
        self.path = folder() / family / row["file"]
        self.rows, self.cols = int(row["rows"]), int(row["cols"])
        self.status = STATUS.get(row["status"], row["status"])
        self.difficulty = row["difficulty"]
        self.check = row["check"]
        text = row["checked_optimum"] or row["published_optimum"]
        self.optimum = float(text) if text else None
        loose = re.search(r"no tighter than (\S+)", self.check)
        between = re.search(r"accept any value in \[(\S+), (\S+)\]",
                            self.check)
        self.range = tuple(map(float, between.groups())) if between else None
        self.tolerance = (float(loose.group(1)) if loose else
                          BARELY if between else CERTIFICATE)
        self.optimum_tolerance = max(OPTIMUM, self.tolerance)

    def error(self, objective):
        """Relative to 1 + |optimum|, as the certificate's gap is: some optima
        are 0.  A geometric program is judged in the logarithm; where a range
        is all that is known, there is no error inside of it."""
        if self.range is not None:
            return 0.0 if self.range[0] <= objective <= self.range[1] else math.inf
        if self.optimum is None:
            return 0.0
        if self.family != "gp":
            return abs(objective - self.optimum) / (1 + abs(self.optimum))
        if objective <= 0:
            return math.inf
        best = math.log(self.optimum)
        return abs(math.log(objective) - best) / (1 + abs(best))


def instances(family):
    with open(folder() / family / "optimal.tsv", encoding="utf-8") as table:
        return [Instance(family, row)
                for row in csv.DictReader(table, delimiter="\t")]
