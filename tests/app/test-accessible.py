# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be reached has a name, and every figure a sentence."""
import gui
from gui import Atspi, ROLE, wait

app = gui.App("--lesson", "least-squares")


def path(node):
    names = []
    while node is not None and node.get_role() != ROLE.APPLICATION:
        names.append(f"{node.get_role_name()} “{node.get_name()}”")
        node = node.get_parent()
    return " < ".join(names[:5])


CONTAINERS = {ROLE.SCROLL_PANE, ROLE.LIST, ROLE.TREE_TABLE, ROLE.TABLE_ROW}


def own_name(node):
    """Not that of its type, which GTK gives where there is none."""
    name = (node.get_name() or "").strip()
    return "" if name.startswith(("Gtk", "Epi", "Adw")) else name


def says_something(node):
    """A container may leave it to what it contains."""
    if own_name(node):
        return True
    if node.get_role() not in CONTAINERS and \
            node.get_name() != "GtkListItemWidget":
        return False
    return any(own_name(below) for below in gui.walk(node))


def is_laid_out(node):
    """Not on a page or in a menu that is closed."""
    return node.get_extents(Atspi.CoordType.WINDOW).width > 0


def every_focusable_widget_has_a_name():
    wait(lambda: app.find(name="^data point 190$"), "all handles are there")
    reachable = [n for n in app.all()
                 if gui.has_state(n, Atspi.StateType.FOCUSABLE)
                 and is_laid_out(n)]
    assert len(reachable) > 200, f"only {len(reachable)} can be reached"
    nameless = [path(n) for n in reachable if not says_something(n)]
    assert not nameless, "no name:\n" + "\n".join(nameless)


def every_handle_says_where_it_stands_and_can_be_moved():
    handles = app.all(name="^data point |^start of the descent$|^prediction$")
    assert len(handles) > 195, len(handles)
    for handle in handles[:20] + handles[-3:]:
        assert gui.numbers(handle.get_description()), path(handle)
        actions = {handle.get_action_name(i)
                   for i in range(handle.get_n_actions())}
        assert {"handle.move-left", "handle.move-right", "handle.move-up",
                "handle.move-down"} <= actions, actions


def every_figure_has_a_sentence():
    for title in ["Data and fit", "Parameter plane", "Cost against iteration"]:
        figure = wait(lambda: [n for n in app.all(ROLE.PANEL, f"^{title}$")
                               if n.get_description()],
                      f"{title} describes itself")
        assert len(figure[0].get_description().split()) > 4


def tab_passes_every_figure_with_a_stop_for_its_handles():
    """The plot, then one handle of each kind; not a thousand stops."""
    def focused():
        for node in app.all():
            if gui.has_state(node, Atspi.StateType.FOCUSED) and \
                    node.get_role() != ROLE.FRAME:
                return node
        return None
    first = app.handle("data point 1")
    app.focus(first)
    app.key("Tab")
    after = wait(lambda: focused() if focused() and not
                 focused().get_name().startswith("data point") else None,
                 "one Tab leaves the points")
    assert after.get_name() == "prediction", path(after)
    app.key("shift+Tab")
    wait(lambda: focused() and focused().get_name() == "data point 1",
         "Shift and Tab come back to the same point")
    app.key("Page_Down")
    wait(lambda: focused() and focused().get_name() == "data point 2",
         "Page Down goes to the next point")


def it_ends_well():
    assert app.quit() == 0


gui.run(every_focusable_widget_has_a_name,
        every_handle_says_where_it_stands_and_can_be_moved,
        every_figure_has_a_sentence,
        tab_passes_every_figure_with_a_stop_for_its_handles, it_ends_well)
