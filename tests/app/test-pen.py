# SPDX-License-Identifier: GPL-3.0-or-later
"""A pen: a press anywhere on the paper draws, the answer follows, the training
stays where it is, and a stroke is one undo step."""
import re

import gui
from gui import ROLE, numbers, wait

app = gui.App("--lesson", "cnn")


LONG = 250  # s: the whole training, also where the machine is busy or slow


def iterate():
    """(k, whether more can follow)"""
    text = wait(lambda: app.find(name=r"^k\W*=\W*\d+"), "the iterate is told")
    text.clear_cache()
    k, _, more = re.search(r"=\D*(\d+) of (\d+)(\+?)",
                           text.get_name()).groups()
    return int(k), more == "+"


def trained():
    """The last iterate, once training is over and the worker at rest.  The
    lesson opens at the start."""
    app.key("End")
    wait(lambda: not iterate()[1], "the training is over", LONG)
    app.settled()
    return iterate()


def a_press_on_the_paper_draws():
    k = trained()
    pen, paper = app.handle("pen"), app.get(ROLE.PANEL, "^The image$")
    where = app.description(pen)
    x, y = app.centre(paper)
    app.drag((x - 12, y - 12), (24, 20))
    app.changed(where, "the pen stands elsewhere",
                lambda: app.description(pen))
    app.get(ROLE.PUSH_BUTTON, "^Undo: draw with pen$")
    app.settled()
    assert iterate() == k, f"{k} became {iterate()}"
    app.key("ctrl+z")
    wait(lambda: app.description(pen) == where, "the stroke is gone")


def arrows_draw():
    pen = app.handle("pen")
    app.focus(pen)
    where = numbers(app.description(pen))[-2:]
    app.key("Right", "Right", "Right")
    wait(lambda: numbers(app.description(pen))[-2:][0] > where[0],
         "the pen went right")
    app.get(ROLE.PUSH_BUTTON, "^Undo: draw with pen$")


gui.run(a_press_on_the_paper_draws, arrows_draw)
