# SPDX-License-Identifier: GPL-3.0-or-later
"""A monkey at the window: 5,000 events with fatal warnings.

The first warning or critical, be it GTK's own, ends the program and so the
test.  The monkey's choices come from a seed, which a failure names; another
one, and the lesson to begin with, are taken from the environment."""
import os
import pathlib
import random

import gui
from gui import Failure, wait, xdotool

EVENTS = 5000
AT_ONCE = 50
SEED = int(os.environ.get("EPIGRAPH_MONKEY_SEED", "20"))
LESSON = os.environ.get("EPIGRAPH_MONKEY_LESSON", "least-squares")
WIDTH, HEIGHT = 1366, 768
KEYS = ["Tab", "shift+Tab", "Left", "Right", "Up", "Down", "shift+Right",
        "ctrl+Down", "space", "Return", "Escape", "Delete", "Page_Down",
        "Page_Up", "Home", "End", "period", "comma", "plus", "minus", "f", "0",
        "l", "p", "k", "shift+k", "greater", "less", "1", "7", "ctrl+z",
        "ctrl+shift+z", "ctrl+y", "ctrl+0", "ctrl+l", "ctrl+t", "F9",
        "shift+F9", "F11", "ctrl+f", "BackSpace", "a", "ctrl+a", "ctrl+r"]

LOG = pathlib.Path(os.environ["HOME"]) / "monkey.log"
app = gui.App("--lesson", LESSON, stderr=LOG,
              env={"G_DEBUG": "fatal-warnings"})
dice = random.Random(SEED)


def somewhere():
    """Not on the window's own buttons, which close and shrink it."""
    return dice.randrange(5, WIDTH - 5), dice.randrange(55, HEIGHT - 5)


def handful():
    """Some events as xdotool's words, and how many they are."""
    words, n = [], 0
    while n < AT_ONCE:
        what = dice.random()
        if what < 0.45:
            words += ["mousemove", *somewhere()]
        elif what < 0.55:
            words += ["mousemove", *somewhere(), "click",
                      dice.choice([1, 1, 1, 3, 4, 5])]
        elif what < 0.62:
            words += ["mousemove", *somewhere(), "click", "--repeat", 2,
                      "--delay", 5, 1]
        elif what < 0.75:
            modifier = dice.choice([None, None, "shift", "ctrl"])
            words += ["keydown", modifier] if modifier else []
            words += ["mousemove", *somewhere(), "mousedown", 1]
            for _ in range(4):
                words += ["mousemove", *somewhere()]
                n += 1
            words += ["mouseup", 1]
            words += ["keyup", modifier] if modifier else []
        else:
            words += ["key", dice.choice(KEYS)]
        n += 1
    return words, n


def five_thousand_events_make_no_warning():
    done = 0
    while done < EVENTS:
        words, n = handful()
        xdotool(*words, "keyup", "shift", "keyup", "ctrl")
        done += n
        if app.process.poll() is not None:
            raise Failure(f"after {done} events with seed {SEED} the program "
                          f"ended with {app.process.returncode}:\n"
                          + LOG.read_text())


def the_window_still_answers():
    for _ in range(4):
        app.key("Escape")
    wait(lambda: app.strip(), "the numbers are there", limit=60)


def it_ends_without_a_crash():
    assert app.close() in (0, -15), app.process.returncode


gui.run(five_thousand_events_make_no_warning, the_window_still_answers,
        it_ends_without_a_crash)
