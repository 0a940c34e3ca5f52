# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands on the figure: pointer, keyboard and assistive technology move points,
and the answer follows."""
import gui
from gui import Atspi, ROLE, numbers, wait, xdotool

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
        assert sign * (b[axis] - a[axis]) > 0, f"{key}: {a} to {b}"
        assert b[1 - axis] == a[1 - axis], f"{key}: {a} to {b}"


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


def a_step_lands_on_numbers_that_can_be_read():
    point = app.handle("data point 9")
    app.focus(point)
    for key in ["Right", "Up", "ctrl+Left", "shift+Down"]:
        where = app.description(point)
        app.key(key)
        app.changed(where, f"{key} moves it", lambda: app.description(point))
    app.key("Return")
    entry = focused_entry()
    for key in ["Tab", "Escape"]:
        text = Atspi.Text.get_text(
            entry, 0, Atspi.Text.get_character_count(entry))
        assert text and len(text) <= 9, f"{entry.get_name()}: {text}"
        app.key(key)
        if key == "Tab":
            entry = wait(lambda: (e := focused_entry()).get_name()
                         != entry.get_name() and e, "Tab goes on")


def focused_entry():
    return wait(lambda: next(
        (e for e in app.all(role=ROLE.TEXT)
         if gui.has_state(e, Atspi.StateType.EDITABLE)
         and gui.has_state(e, Atspi.StateType.FOCUSED)), None),
        "an entry has the focus")


def typed_coordinates_are_taken_exactly():
    point = app.handle("data point 9")
    app.focus(point)
    app.key("Return")
    x = focused_entry()
    assert x.get_name(), "the entry says what it is for"
    xdotool("key", "ctrl+a", "type", "1234.5")
    xdotool("key", "Tab")
    y = wait(lambda: (e := focused_entry()).get_name() != x.get_name() and e,
             "Tab goes to the other coordinate")
    shown = Atspi.Text.get_text(y, 0, Atspi.Text.get_character_count(y))
    assert numbers(shown) == numbers(app.description(point))[-1:], shown
    xdotool("key", "ctrl+a", "type", "222200")
    app.key("Return")
    wait(lambda: numbers(app.description(point))[-2:] == [1234.5, 222200],
         "it stands where it was told to")
    app.get(role=ROLE.PUSH_BUTTON, name="^Undo: move data point 9$")
    app.key("ctrl+z")
    wait(lambda: 1234.5 not in numbers(app.description(point)),
         "one undo takes both back")


def what_is_no_number_is_named():
    point = app.handle("data point 9")
    where = app.description(point)
    app.focus(point)
    app.key("Return")
    entry = focused_entry()
    xdotool("key", "ctrl+a", "type", "twelve")
    app.key("Return")
    wait(lambda: "twelve" in app.description(entry), "the entry says why not")
    app.get(name="“twelve” is not a number")
    xdotool("key", "ctrl+a", "type", "1e999")
    app.key("Return")
    app.get(name="“1e999” is too large; a number is at most 1.8e308")
    app.key("Escape")
    wait(lambda: gui.has_state(point, Atspi.StateType.FOCUSED)
         or point.clear_cache(), "the focus is back on the handle")
    assert app.description(point) == where


def the_menu_of_a_handle_opens_by_key_and_button():
    point = app.handle("data point 10")
    app.focus(point)
    for open_it in [lambda: app.key("Menu"),
                    lambda: xdotool("mousemove", *app.centre(point),
                                    "click", 3)]:
        open_it()
        app.act(app.get(name="^Type its values…$"), "click")
        assert focused_entry().get_name()
        app.key("Escape")
        wait(lambda: gui.has_state(point, Atspi.StateType.FOCUSED)
             or point.clear_cache(), "the focus is back on the handle")


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


def a_handle_stands_where_the_axes_have_it_after_a_drag():
    """They are fitted anew on release: what moves them all by some pixels."""
    other = gui.App("--lesson", "kl-divergence")
    mode = other.handle("mode of q")
    before = other.settled()
    other.drag(other.placed(mode), (-90, 0))
    other.changed(before, "the divergences are others")
    other.settled()
    at = other.placed(mode)
    other.key("ctrl+0")  # places all handles
    assert other.placed(mode) == at, f"{other.placed(mode)} is not {at}"
    assert other.quit() == 0


def a_point_says_its_class_and_which_key_changes_it():
    other = gui.App("--lesson", "svm")
    other.settled()
    point = other.handle("point 1")
    assert other.description(point).endswith(", class B"), \
        other.description(point)
    other.focus(point)
    keys = "Keys: 1 B, 2 A, 3 a new class"
    wait(lambda: other.description(point).endswith(f"class B. {keys}"),
         "with the focus it names the keys")
    for key, name in (("2", "A"), ("3", "class 3"), ("ctrl+z", "A"),
                      ("ctrl+z", "B")):
        other.key(key)
        wait(lambda: f"class {name}. Keys:" in other.description(point),
             f"after {key} it is of class {name}")
    assert other.description(point).endswith(keys), other.description(point)
    other.focus(other.handle("point 2"))
    wait(lambda: other.description(point).endswith(", class B"),
         "without the focus it names no keys")
    status = other.quit()
    assert status == 0, f"it ended with {status}"


def an_arrow_turns_a_coin():
    """It has two sides and stands nowhere between them."""
    other = gui.App("--lesson", "maximum-likelihood")
    for step in range(2, 9):
        other.act(other.get(role=ROLE.PUSH_BUTTON, name="^Next step$"),
                  "click")
        wait(lambda: other.find(name=f"^Step {step} of"), f"step {step} is there")
    other.settled()
    for name in ("toss 1", "toss that never was 2"):
        toss = other.handle(name)
        wait(lambda: other.description(toss) == "0 or 1 1", f"{name} is a 1")
        other.focus(toss)
        for key, side in (("Down", 0), ("shift+Up", 1)):
            other.key(key)
            wait(lambda: other.description(toss) == f"0 or 1 {side}",
                 f"{key} makes it a {side}")
    assert other.quit() == 0


def the_knob_says_how_far_it_has_turned():
    other = gui.App("--lesson", "svm")
    for step in range(2, 6):
        other.act(other.get(role=ROLE.PUSH_BUTTON, name="^Next step$"),
                  "click")
        wait(lambda: other.find(name=f"^Step {step} of"), f"step {step} is there")
    knob = other.handle("turn")
    wait(lambda: other.description(knob)
         == "seen from (°) 30, from above (°) 25", "it tells both angles")
    other.act(knob, "handle.move-right")
    wait(lambda: (n := numbers(other.description(knob))) and n[0] != 30
         and n[1] == 25, "turned, it tells another one")
    assert other.quit() == 0


gui.run(a_drag_moves_the_point_and_the_fit, one_drag_is_one_undo,
        arrows_move_the_focused_handle, control_moves_further_than_shift,
        a_step_lands_on_numbers_that_can_be_read,
        typed_coordinates_are_taken_exactly, what_is_no_number_is_named,
        the_menu_of_a_handle_opens_by_key_and_button,
        an_accessible_action_moves_a_handle, delete_removes_the_row,
        the_timeline_steps_and_scrubs, it_ends_well,
        a_handle_stands_where_the_axes_have_it_after_a_drag,
        a_point_says_its_class_and_which_key_changes_it,
        an_arrow_turns_a_coin, the_knob_says_how_far_it_has_turned)
