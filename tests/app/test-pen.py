# SPDX-License-Identifier: GPL-3.0-or-later
"""A pen: a press anywhere on the paper draws, the answer follows, the training
stays where it is, and a stroke is one undo step."""
import re

import gui
from gui import ROLE, numbers, wait

app = gui.App("--lesson", "cnn")


def iterate():
    text = wait(lambda: app.find(name=r"^k\W*=\W*\d+"), "the iterate is told")
    text.clear_cache()
    return re.search(r"=\D*(\d+)", text.get_name()).group(1)


def at_rest():
    return iterate() if app.settled() else None


def a_press_on_the_paper_draws():
    app.settled()
    pen, paper = app.handle("pen"), app.get(ROLE.PANEL, "^The image$")
    where, k = app.description(pen), at_rest()
    x, y = app.centre(paper)
    app.drag((x - 12, y - 12), (24, 20))
    app.changed(where, "the pen stands elsewhere",
                lambda: app.description(pen))
    app.get(ROLE.PUSH_BUTTON, "^Undo: draw with pen$")
    assert at_rest() == k, f"{k} became {iterate()}"
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
