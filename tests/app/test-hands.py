# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands on the figure: pointer, keyboard and assistive technology move points,
and the answer follows."""
import gui
from gui import Atspi, ROLE, numbers, wait

app = gui.App("--lesson", "least-squares")


def theta():
    """θ as the strip shows it."""
    text = app.strip()
    return text[text.index("θ"):].split("  ")[0]


def a_drag_moves_the_point_and_the_fit():
    point = app.handle("data point 7")
    where, before = app.description(point), app.settled(theta)
    app.drag(app.centre(point), (0, -90))
    app.changed(where, "the point tells its new place",
                lambda: app.description(point))
    app.changed(before, "θ changes", theta)
    x0, y0 = numbers(where)[-2:]
    x1, y1 = numbers(app.description(point))[-2:]
    assert y1 > y0, f"dragged upwards, from {y0} to {y1}"


def one_drag_is_one_undo():
    point = app.handle("data point 8")
    where, before = app.description(point), app.settled(theta)
    app.drag(app.centre(point), (25, 60))
    app.changed(where, "the point moved", lambda: app.description(point))
    moved = app.description(point)
    app.settled()
    app.get(role=ROLE.PUSH_BUTTON, name="^Undo: move data point 8$")
    app.key("ctrl+z")
    app.get(role=ROLE.PUSH_BUTTON, name="^Redo: move data point 8$")
    wait(lambda: app.description(point) == where, "the point is back")
    wait(lambda: app.settled(theta) == before, "θ is what it was, to the digit")
    app.key("ctrl+shift+z")
    wait(lambda: app.description(point) == moved, "the move is done again")


def arrows_move_the_focused_handle():
    point = app.handle("data point 9")
    app.focus(point)
    for key, axis, sign in [("Right", 0, 1), ("Left", 0, -1), ("Up", 1, 1),
                            ("Down", 1, -1)]:
        where = app.description(point)
        app.key(key)
        app.changed(where, f"{key} moves it", lambda: app.description(point))
        a, b = numbers(where)[-2:], numbers(app.description(point))[-2:]
        # The other coordinate may change in the digits beyond the pixel's.
        assert sign * (b[axis] - a[axis]) > 0, f"{key}: {a} to {b}"
        assert abs(b[1 - axis] - a[1 - axis]) <= 1e-3 * abs(a[1 - axis])


def control_moves_further_than_shift():
    point = app.handle("data point 9")
    app.focus(point)
    steps = []
    for key in ["shift+Right", "Right", "ctrl+Right"]:
        where = app.description(point)
        app.key(key)
        app.changed(where, f"{key} moves it", lambda: app.description(point))
        steps.append(numbers(app.description(point))[-2] - numbers(where)[-2])
    assert 0 < steps[0] < steps[1] < steps[2], steps


def typed_coordinates_are_taken_exactly():
    point = app.handle("data point 9")
    app.focus(point)
    app.key("Return")
    entries = wait(lambda: [e for e in app.all(role=gui.ROLE.TEXT)
                            if gui.has_state(e, Atspi.StateType.EDITABLE)
                            and gui.has_state(e, Atspi.StateType.FOCUSED)],
                   "an entry has the focus")
    assert entries[0].get_name(), "the entry says what it is for"
    gui.xdotool("key", "ctrl+a", "type", "1234.5")
    app.key("Return")
    wait(lambda: numbers(app.description(point))[-2] == 1234.5,
         "x is 1234.5")


def an_accessible_action_moves_a_handle():
    point = app.handle("data point 11")
    before = app.settled()
    for _ in range(5):
        where = app.description(point)
        app.act(point, "handle.move-up")
        app.changed(where, "it moved", lambda: app.description(point))
    app.changed(before, "the numbers change")


def delete_removes_the_row():
    count = len(app.all(name="^data point ", showing=False))
    point = app.handle("data point 3")
    app.focus(point)
    app.key("Delete")
    wait(lambda: len(app.all(name="^data point ", showing=False)) == count - 1,
         "there is one handle fewer")
    app.key("ctrl+z")
    wait(lambda: len(app.all(name="^data point ", showing=False)) == count,
         "it is back")


def the_timeline_steps_and_scrubs():
    before = app.settled()
    app.act(app.get(name="^Step back$"), "click")
    app.changed(before, "a step back shows another iterate")
    app.act(app.get(name="^Run to the end$"), "click")
    wait(lambda: app.settled() == before, "the end is what it was")
    app.act(app.get(name="^To the start$"), "click")
    wait(lambda: app.find(name=r"^k.?=.?0 "), "k is 0")
    app.act(app.get(name="^Run to the end$"), "click")
    wait(lambda: app.settled() == before, "and again")


def it_ends_well():
    assert app.quit() == 0


gui.run(a_drag_moves_the_point_and_the_fit, one_drag_is_one_undo,
        arrows_move_the_focused_handle, control_moves_further_than_shift,
        typed_coordinates_are_taken_exactly,
        an_accessible_action_moves_a_handle, delete_removes_the_row,
        the_timeline_steps_and_scrubs, it_ends_well)
