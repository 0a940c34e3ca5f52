# SPDX-License-Identifier: GPL-3.0-or-later
"""What was saved is what is opened: the same point, the same frames."""
import json
import os
import pathlib
import shutil
import subprocess

import gui
from gui import ROLE, wait

FOLDER = pathlib.Path(os.environ["HOME"])
FILE = FOLDER / "saved.epigraph"


def frames(path):
    """All frames of a file, as the program without a window computes them."""
    done = subprocess.run([os.environ["EPIGRAPH_CLI"], "run", str(path),
                           "--json"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def without_times(lines):
    return [{k: v for k, v in line.items() if k != "seconds"}
            for line in lines]


def save_open_same_frames():
    app = gui.App("--lesson", "least-squares")
    point = app.handle("data point 5")
    where = app.description(point)
    app.drag(app.centre(point), (40, -70))
    app.changed(where, "the point moved", lambda: app.description(point))
    moved, shown = app.description(point), app.settled()
    app.key("ctrl+s")
    entry = wait(lambda: [e for e in app.all(ROLE.TEXT)
                          if gui.has_state(e, gui.Atspi.StateType.FOCUSED)],
                 "a dialog asks for a name")
    assert entry
    gui.xdotool("key", "ctrl+a", "type", "--delay", 5, str(FILE))
    app.key("Return")
    wait(FILE.exists, "the file is there")
    wait(lambda: app.find(ROLE.FRAME, "saved"), "the window names the file")
    assert app.quit() == 0

    copy = FOLDER / "copy.epigraph"
    shutil.copy(FILE, copy)
    again = gui.App(str(copy))
    point = again.handle("data point 5")
    assert again.description(point) == moved, "the point stands where it was"
    assert again.settled() == shown, f"{again.strip()}\nis not\n{shown}"
    again.close()
    first, second = frames(FILE), frames(copy)
    assert len(first) > 2, "there are frames to compare"
    assert without_times(first) == without_times(second)


def an_unchanged_document_saves_to_the_same_bytes():
    app = gui.App(str(FILE))
    before = json.loads(FILE.read_text())
    app.key("ctrl+s")
    wait(lambda: app.find(name="saved|Saved"), "it says that it is saved")
    after = json.loads(FILE.read_text())
    before.pop("view", None)
    after.pop("view", None)
    assert before == after
    app.close()


gui.run(save_open_same_frames, an_unchanged_document_saves_to_the_same_bytes)
