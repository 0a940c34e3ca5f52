# SPDX-License-Identifier: GPL-3.0-or-later
"""One recorded drag for every lesson: what the window's benchmark drags.

A row is

    lesson   its id
    preset   the name of one of its examples, or None: as it opens
    handle   what a screen reader calls it: "data point 97"; or what its name
             begins with, up to a colon: "edge 2" of "edge 2: x₁ + x₂ ≤ 6"
    path     where the hand goes, in pixels from the handle; walked to and fro
             or round and round until the benchmark has its motions

Take the handle and the way that a teacher would, and the example that costs
most of those that a class sees.
"""
from math import cos, pi, sin

STEP = 7  # pixels between two motions


def around(radius):
    """A circle that begins and ends at the handle."""
    n = max(8, round(2 * pi * radius / STEP))
    return [(radius * (1 - cos(2 * pi * i / n)), radius * sin(2 * pi * i / n))
            for i in range(n)]


def across(dx, dy):
    """Straight there and back."""
    n = max(4, round(max(abs(dx), abs(dy)) / STEP))
    there = [(dx * i / n, dy * i / n) for i in range(n)]
    return there + [(dx - x, dy - y) for x, y in there]


DRAGS = [
    # lesson, preset, handle, path
    ("least-squares", None, "data point 97", around(60)),
    ("linear-program", None, "edge 2", around(60)),
    ("semidefinite-program", None, "cost c", around(60)),
    ("semidefinite-program", "spiral", "eigenvalue 1",
     across(-30, 0)),
    ("semidefinite-program", "twelve", "node 5", around(60)),
    ("max-determinant", None, "point 1", around(60)),
    ("convex-program", None, "tolerance ε", across(0, 60)),
    ("whats-the-fuss", "logarithm", "end a of the chord", around(60)),
    ("svm", None, "point 1", around(60)),
    ("maximum-likelihood", None, "sample 6", across(120, 0)),
    ("maximum-likelihood", "mixture", "sample 5", around(60)),
    ("kl-divergence", None, "mode of q", around(60)),
    ("kl-divergence", "losses", "point 1", across(60, 0)),
    ("backprop", None, "weight W1[1,1]", across(0, 60)),
    ("backprop", "spirals", "point 1", around(60)),
    ("cnn", None, "output pixel", around(40)),
    ("rnn", None, "past, 1980", across(0, 60)),
]
