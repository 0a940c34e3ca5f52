# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the real window are written in.

A test sees what a user sees or hears: accessible names, roles and texts; and
does what a user does: keys and the pointer by xdotool, or accessible actions.
Nothing waits for a time: every wait is for a condition, with a limit.
"""
import json
import os
import re
import subprocess
import sys
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

LIMIT = 20 * float(os.environ.get("EPIGRAPH_TEST_PATIENCE", "1"))  # seconds

ROLE = Atspi.Role
warnings.simplefilter("ignore", DeprecationWarning)  # of libatspi's bindings


class Failure(Exception):
    """A condition that did not come to hold; says which."""


def wait(condition, what, limit=LIMIT):
    """The first true value of condition(), asked again and again."""
    end = time.monotonic() + limit
    context = GLib.MainContext.default()
    while True:
        try:
            value = condition()
        except GLib.Error:  # an object that has just gone
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"in {limit:g} s it did not happen that {what}")
        while context.iteration(False):
            pass
        time.sleep(0.01)


def xdotool(*words):
    done = subprocess.run(["xdotool", *[str(w) for w in words]],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"xdotool {words}: {done.stderr.strip()}")
    return done.stdout.strip()


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node):
    """node and all below it, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def has_state(node, state):
    return node.get_state_set().contains(state)


def is_showing(node):
    return has_state(node, Atspi.StateType.VISIBLE)


def numbers(text):
    """The numbers in a text as people read it."""
    text = text.replace("\u2212", "-").replace("\u2009", "")
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)",
                  lambda m: "e" + m.group(1).translate(raised), text)
    return [float(n) for n in
            re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


class App:
    """The program in its window."""

    def __init__(self, *args, env=None, stderr=None):
        program = os.environ["EPIGRAPH"]
        errors = open(stderr, "wb") if stderr else None
        self.process = subprocess.Popen([program, *args], stderr=errors,
                                        env={**os.environ, **(env or {})})
        self.root = wait(self._find, "the program appears on the bus")
        self.frame = wait(lambda: self.find(role=ROLE.FRAME),
                          "its window appears")
        self.window = wait(self._window_id, "its window is mapped")
        xdotool("windowmove", self.window, 0, 0, "windowfocus", self.window)
        wait(lambda: "=" in self.strip(), "the first answer is shown")

    def _find(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended with {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        for app in children(desktop):
            if app.get_process_id() == self.process.pid:
                return app
        return None

    def _window_id(self):
        done = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid",
             str(self.process.pid)],
            capture_output=True, text=True, check=False)
        ids = done.stdout.split()
        return ids[-1] if ids else None

    # ---- Seeing ----

    def matching(self, role=None, name=None, showing=True):
        self.root.clear_cache()
        for node in walk(self.root):
            if role is not None and node.get_role() != role:
                continue
            if name is not None and not re.search(name, node.get_name() or ""):
                continue
            if showing and node is not self.root and not is_showing(node):
                continue
            yield node

    def all(self, role=None, name=None, showing=True):
        return list(self.matching(role, name, showing))

    def find(self, role=None, name=None, showing=True):
        """The first one; the tree is not walked any further, as every node is
        a question to another process."""
        return next(self.matching(role, name, showing), None)

    def get(self, role=None, name=None):
        return wait(lambda: self.find(role, name),
                    f"there is a {role} called {name}")

    def strip_node(self):
        return self.find(name="^Certificate$", showing=False)

    def strip(self):
        """The numbers under the figures, as one text."""
        node = self.strip_node()
        if node is None:
            return ""
        node.clear_cache()
        names = [c.get_name() or "" for c in children(node) if is_showing(c)]
        return "  ".join(n for n in names if " · " not in n)

    def handle(self, name):
        return wait(lambda: self.find(name=f"^{name}$", showing=False),
                    f"there is a handle {name}")

    @staticmethod
    def description(node):
        node.clear_cache()
        return node.get_description()

    def centre(self, node):
        """Where it is, in pixels of the screen: the window stands at (0, 0),
        with its shadow around what assistive technology counts from."""
        node.clear_cache()
        box = node.get_extents(Atspi.CoordType.WINDOW)
        self.frame.clear_cache()
        inner = self.frame.get_extents(Atspi.CoordType.WINDOW)
        outer = dict(line.split("=") for line in
                     xdotool("getwindowgeometry", "--shell",
                             self.window).splitlines())
        return (box.x + box.width // 2 + (int(outer["WIDTH"]) - inner.width) // 2,
                box.y + box.height // 2
                + (int(outer["HEIGHT"]) - inner.height) // 2)

    def placed(self, node):
        """The centre of a handle that may just have come: once it lies in its
        figure and stands still."""
        seen = []

        def stands():
            inner, outer = (n.get_extents(Atspi.CoordType.WINDOW)
                            for n in (node, node.get_parent()))
            x, y = inner.x + inner.width // 2, inner.y + inner.height // 2
            inside = (inner.width > 0 and outer.x < x < outer.x + outer.width
                      and outer.y < y < outer.y + outer.height)
            seen.append(self.centre(node) if inside else None)
            return inside and seen[-2:] == [seen[-1]] * 2
        wait(stands, f"{node.get_name()} stands in its figure")
        return seen[-1]

    # ---- Doing ----

    def key(self, *keys):
        xdotool("key", "--clearmodifiers", *keys)

    def focus(self, node):
        """By a click, as GTK offers no other way from outside.  What has the
        focus is left alone: where it was just moved, a click at the place that
        it is about to leave would take the focus away again."""
        def focused():
            node.clear_cache()
            return has_state(node, Atspi.StateType.FOCUSED)
        if not focused():
            xdotool("mousemove", *self.centre(node), "click", 1)
        wait(focused, f"{node.get_name()} has the focus")

    def drag(self, start, by, steps=12):
        x, y = start
        words = ["mousemove", x, y, "mousedown", 1]
        for i in range(1, steps + 1):
            words += ["mousemove", x + by[0] * i // steps,
                      y + by[1] * i // steps]
        xdotool(*words, "mouseup", 1)

    @staticmethod
    def act(node, name):
        """An accessible action, by its name."""
        for i in range(node.get_n_actions()):
            if node.get_action_name(i) == name:
                return node.do_action(i)
        names = [node.get_action_name(i) for i in range(node.get_n_actions())]
        raise Failure(f"“{node.get_name()}” has no action {name}: {names}")

    def changed(self, before, what, read=None):
        """Waits until what is read (the strip) is another text; returns it."""
        read = read or self.strip
        return wait(lambda: read() if read() not in (before, "") else None,
                    what)

    def settled(self, read=None):
        """What is read, once it reads the same with the worker at rest: the
        status line no longer says that it is working or live."""
        read = read or self.strip

        def at_rest():
            status = self.find(name=" · ")
            text = status.get_name() if status else ""
            if "live" in text or "working" in text:
                return None
            return read()
        return wait(at_rest, "the worker comes to rest")

    def close(self):
        self.process.terminate()
        return self.process.wait(LIMIT)

    def quit(self):
        """As a user does; the exit status."""
        self.key("ctrl+q")
        return self.process.wait(LIMIT)


def run(*tests):
    """Runs test functions and speaks TAP; what a failure was stands in it."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except (Failure, AssertionError, GLib.Error,
                subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            for line in str(error).splitlines() or [repr(error)]:
                print(f"# {line}", flush=True)
    sys.exit(1 if failed else 0)


def json_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
