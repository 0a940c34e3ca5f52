# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window, light and dark, kept for people to look at.

What a machine can see of them is checked too: nothing is wider than it is
given, and no two parts lie over one another."""
import os
import pathlib
import subprocess

import gui
from gui import ROLE, wait

FOLDER = pathlib.Path(os.environ.get("EPIGRAPH_ARTEFACTS", "."))
SIZE = subprocess.run("xdotool getdisplaygeometry".split(), capture_output=True,
                      text=True, check=True).stdout.split()
WIDTH, HEIGHT = map(int, SIZE)


def settings(appearance):
    folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "epigraph"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.ini").write_text(
        f"[window]\nwidth={WIDTH}\nheight={HEIGHT}\n"
        f"appearance={appearance}\n", encoding="utf-8")


def brightness(picture):
    done = subprocess.run(["convert", picture, "-colorspace", "Gray", "-format",
                           "%[fx:mean]", "info:"],
                          capture_output=True, text=True, check=True)
    return float(done.stdout)


def picture(appearance):
    settings(appearance)
    app = gui.App("--lesson", "least-squares")
    wait(lambda: app.find(name="^data point 190$"), "all handles are there")
    app.settled()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"window-{appearance}-{WIDTH}x{HEIGHT}.png"
    subprocess.run(["import", "-window", "root", str(path)], check=True)
    boxes = [(n.get_name(), n.get_extents(gui.Atspi.CoordType.WINDOW))
             for n in app.all(ROLE.PANEL, "^Data and fit$|^Parameter plane$|"
                              "^Cost against iteration$|^Certificate$")]
    frame = app.frame.get_extents(gui.Atspi.CoordType.WINDOW)
    app.close()
    for name, box in boxes:
        assert box.x >= 0 and box.y >= 0, name
        assert box.x + box.width <= frame.width, f"{name} is cut off"
        assert box.y + box.height <= frame.height, f"{name} is cut off"
    for i, (name, a) in enumerate(boxes):
        for other, b in boxes[:i]:
            assert (a.x + a.width <= b.x or b.x + b.width <= a.x or
                    a.y + a.height <= b.y or b.y + b.height <= a.y), \
                f"{name} lies over {other}"
    return path


def the_light_window_is_light():
    assert brightness(picture("light")) > 0.75


def the_dark_window_is_dark():
    assert brightness(picture("dark")) < 0.3


gui.run(the_light_window_is_light, the_dark_window_is_dark)
