# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that goes on for seconds: 3,000 variables, and the window answers all
the while, pauses it where it is shown and goes back to where it began."""
import os
import re
import time

import gui
from gui import Atspi, ROLE, wait

LONG = 250  # s: the whole run, also where the machine is busy or slow

app = gui.App("--lesson", "whats-the-fuss")


def iterate():
    """(k, the last one, whether more can follow)"""
    text = wait(lambda: app.find(name=r"^k\W*=\W*\d+"), "the iterate is told")
    text.clear_cache()
    k, last, more = re.search(r"=\D*(\d+) of (\d+)(\+?)",
                              text.get_name()).groups()
    return int(k), int(last), more == "+"


def is_enabled(name):
    button = app.find(ROLE.PUSH_BUTTON, name)
    return button is not None and gui.has_state(button,
                                                Atspi.StateType.SENSITIVE)


def lessons_shown():
    return app.find(name="^Least squares$") is not None


def wait_until_under_way(beyond):
    wait(lambda: is_enabled("^Cancel") and iterate()[0] > beyond,
         f"a run is under way beyond {beyond}", 60)


def a_pause_stops_it_where_it_is_shown():
    button = app.get(name="^Play or pause")
    wait_until_under_way(0)
    gui.xdotool("mousemove", *app.centre(button), "click", 1)
    wait(lambda: not is_enabled("^Cancel"), "it is paused")
    app.settled()
    k = iterate()
    assert k[2], "there is more to come"
    time.sleep(1.5)
    assert iterate() == k, f"{k} became {iterate()}"
    app.key("period")
    wait(lambda: iterate()[0] == k[0] + 1, "one step more")


def the_window_answers_while_it_solves_and_cancels():
    k = iterate()[0]
    app.key("End")
    wait_until_under_way(k)
    before = lessons_shown()
    app.key("F9")
    wait(lambda: lessons_shown() != before, "the lessons come or go")
    assert iterate()[2], "and the run is still under way"
    app.key("ctrl+period")
    wait(lambda: iterate()[0] == k, "it is back where it began")
    assert not is_enabled("^Cancel")


def at_the_end_there_is_a_proof():
    app.key("End")
    wait(lambda: "globally optimal to 1e-8" in app.strip(),
         "the end is certified", LONG)
    text = wait(lambda: app.find(name="MiB"), "the memory is told").get_name()
    if "EPIGRAPH_SANITIZER" not in os.environ:  # which needs its own
        assert float(re.search(r"(\d+)\WMiB", text)[1]) < 600, text
    wait(lambda: not iterate()[2], "the run ends", LONG)


def the_strip_speaks_of_the_chord_alone():
    """All that the story says of it, beside one another, and no run."""
    app.act(app.get(ROLE.PUSH_BUTTON, "^x and log x$"), "click")

    def places():
        boxes = []
        for symbol in ["f(a)", "f(b)", "f(½(a + b))", "f(√(ab))", "not convex"]:
            node = app.find(name=f"^{re.escape(symbol)}")
            if node is None:
                return None
            boxes.append(node.get_extents(Atspi.CoordType.WINDOW))
        return all(a.width > 0 and a.x + a.width <= b.x
                   for a, b in zip(boxes, boxes[1:]))
    wait(places, "the chord's numbers find room")
    status = wait(lambda: app.find(name=" · .*CPU"), "a status").get_name()
    assert "geometric program" not in status, status
    assert not is_enabled("^Fork$"), "there is no run to fork here"
    assert app.quit() == 0


gui.run(a_pause_stops_it_where_it_is_shown,
        the_window_answers_while_it_solves_and_cancels,
        at_the_end_there_is_a_proof,
        the_strip_speaks_of_the_chord_alone)
