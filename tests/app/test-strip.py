# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate under the figures: in a window of usual size every number of
the proof is seen, whatever the status beside them says."""
import gui
from gui import Atspi, ROLE, children, wait

app = gui.App("--lesson", "linear-program")
PROOF = ["p", "d", "gap", "r pri", "r dual"]


def box(node):
    node.clear_cache()
    return node.get_extents(Atspi.CoordType.WINDOW)


def proof_is_seen():
    """p, d, gap and residuals stand side by side, before the status."""
    strip = app.strip_node()
    strip.clear_cache()
    named = {(c.get_name() or "").split("\u2009=")[0]: c
             for c in children(strip)}
    status = next(c for name, c in named.items() if " · " in name)
    row = [box(named[symbol]) for symbol in PROOF] + [box(status)]
    return (all(b.width > 0 for b in row)
            and all(a.x + a.width <= b.x for a, b in zip(row, row[1:])))


def every_number_of_the_proof_is_seen_at_each_step():
    for step in range(1, 6):
        if step > 1:
            before = app.strip()
            app.act(app.get(role=ROLE.PUSH_BUTTON, name="^Next step$"),
                    "click")
            if step not in (2, 4):  # the same optimum by another method
                app.changed(before, f"step {step} has other numbers")
        app.settled()
        wait(proof_is_seen, f"the whole proof of step {step} is seen")


gui.run(every_number_of_the_proof_is_seen_at_each_step)
