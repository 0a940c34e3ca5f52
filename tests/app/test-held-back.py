# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows held back on the page of the data: the window tells at every step how
many of them are called right, and nothing jumps for that."""
import re

import gui
from gui import Atspi, ROLE, wait

app = gui.App("--lesson", "svm")
sentence = app.get(name="^Points of two classes and the border between them")
COUNT = re.compile(r"right, test\u2009=\u2009(\d+) of (\d+)")


def counted():
    """(right, of) as the strip shows it, or None."""
    found = COUNT.search(app.strip())
    return found and (int(found[1]), int(found[2]))


def told():
    """The same, as the sentence under the figures says it."""
    sentence.clear_cache()
    found = re.search(r"^Held back \(hollow\): (\d+) of (\d+) right",
                      sentence.get_name())
    return found and (int(found[1]), int(found[2]))


def height(node):
    node.clear_cache()
    return node.get_extents(Atspi.CoordType.WINDOW).height


def show_data(app):
    app.act(app.get(name="^Data$"), "click")


def hold_back(app, share):
    show_data(app)
    # Once it is placed: a button of a page that is still to come says that it
    # is visible, and a click on it is lost.
    button = app.placed(app.get(name="^Hold back at random$"))
    gui.xdotool("mousemove", *button, "click", 1)
    item = app.get(name=f"^{share} % of the rows$")
    gui.xdotool("mousemove", *app.placed(item), "click", 1)
    app.get(name="held back")
    show_data(app)


def a_split_is_told():
    app.settled()
    assert counted() is None and told() is None
    figure = app.get(name="^Points and border$")
    before = height(figure)
    hold_back(app, 20)
    wait(lambda: counted() == (8, 8), "8 of 8 are right")
    wait(lambda: told() == (8, 8), "and so it is said")
    wait(lambda: height(figure) == before, "the figure is as high as before")


def every_step_has_its_own_count():
    back = app.get(role=ROLE.PUSH_BUTTON, name="^Step back")
    for _ in range(3):
        before = app.strip()
        app.act(back, "click")
        app.changed(before, "a step back has other numbers")
        wait(lambda: counted() is not None and counted() == told(),
             "strip and sentence agree")
        assert counted()[1] == 8, counted()


def say_so(app, name, count):
    """Waits until so many handles of that name are called held back."""
    handles = app.all(name=rf"^{name} \d+$", showing=False)
    wait(lambda: count == sum("held back" in app.description(handle)
                              for handle in handles),
         f"{count} of {len(handles)} are called held back")


def a_point_says_that_it_is_held_back():
    say_so(app, "point", 8)


def an_undo_uses_them_again():
    app.key("ctrl+z")
    wait(lambda: counted() is None and told() is None, "no count is told")
    say_so(app, "point", 0)


def samples_on_a_line_are_told_apart_too():
    assert app.quit() == 0
    other = gui.App("--lesson", "maximum-likelihood")
    other.settled()
    hold_back(other, 30)
    wait(lambda: "ℓ/n, test\u2009=" in other.strip(), "their mean is told")
    say_so(other, "sample", 3)
    other.close()


gui.run(a_split_is_told, every_step_has_its_own_count,
        a_point_says_that_it_is_held_back, an_undo_uses_them_again,
        samples_on_a_line_are_told_apart_too)
