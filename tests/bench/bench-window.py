# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's figures, one JSON line each: how long a drag takes to be seen,
how long the start takes, what the window costs at rest.

    bench-window.py [rest | points | training | lessons | LESSON]…
                                                            (none: all of them)

    rest      start: until the first lesson is drawn with its answer;
              idle, rss: the window at rest
    points    a drag of least squares with 1,000 points and with 1,000,000 drawn
              as density
    training  the time from frame to frame while cnn and backprop train
    lessons   the drag of each lesson (drags.py), or of the one named

A drag is measured from the delivery of the motion event until after-paint and
XSync, beside a bare widget that repaints as much in the same run.
"""
import array
import base64
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "app"))
import drags  # noqa: E402
import gui  # noqa: E402
from gui import Gio, GLib, wait, xdotool  # noqa: E402

WIDTH, HEIGHT = 1920, 1080
MOTIONS = 240
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="epigraph-bench."))


def show(name, value, unit, goal=None, **more):
    line = {"name": name, "value": round(value, 4), "unit": unit, **more}
    if goal is not None:
        line["goal"] = goal
        line["reached"] = value <= goal
    print(json.dumps(line), flush=True)


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


def settings():
    folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "epigraph"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.ini").write_text(
        f"[window]\nwidth={WIDTH}\nheight={HEIGHT}\n", encoding="utf-8")


def column(numbers):
    """As a document has it: a list, or base64 of packed doubles."""
    if len(numbers) <= 1000:
        return numbers
    return base64.b64encode(
        zlib.compress(array.array("d", numbers).tobytes(), 1)).decode()


def document(rows):
    """A document with so many points on a noisy line, method QR."""
    dice = random.Random(rows)
    x = [round(dice.uniform(0, 100), 3) for _ in range(rows)]
    y = [round(3 * a + dice.gauss(0, 40), 3) for a in x]
    path = FOLDER / f"{rows}.epigraph"
    path.write_text(json.dumps({
        "epigraph": "1.0", "lesson": "least-squares", "seed": 1,
        "values": {"method": "qr"}, "schedule": [],
        "data": {"points": {
            "title": f"{rows} points", "source": "", "roles":
            {"x": ["x"], "y": ["y"]},
            "table": {"rows": rows, "columns": [
                {"name": "x", "kind": "number", "values": column(x)},
                {"name": "y", "kind": "number", "values": column(y)}]}}},
        "handles": {}, "view": {}}), encoding="utf-8")
    return str(path)


ZIGZAG = [(i % 40 - 20, (i * 7) % 60 - 30) for i in range(120)]


def motions(centre, path):
    """A drag by many small steps, about one a frame; the pace only decides how
    many frames there are, not what one takes."""
    x, y = centre
    words = ["mousemove", x, y, "mousedown", 1]
    for i in range(MOTIONS):
        dx, dy = path[i % len(path)]
        words += ["mousemove", round(x + dx), round(y + dy), "sleep", 0.02]
    return words + ["mouseup", 1]


def frames(path):
    return [line["seconds"] * 1e3 for line in gui.json_lines(path)
            if line["name"] == "frame"]


def undo_of(app):
    """What would be undone: "Undo: move data point 7"."""
    button = app.find(gui.ROLE.PUSH_BUTTON, "^Undo")
    return button.get_name() if button else ""


def drag(app, log, centre, path):
    """Milliseconds of each frame of a drag."""
    before, undo = len(frames(log)), undo_of(app)
    xdotool(*motions(centre, path))
    wait(lambda: undo_of(app) not in ("", undo), "the drag moves something")
    return frames(log)[before + 3:]


def rectangle(figure):
    box = figure.get_extents(gui.Atspi.CoordType.WINDOW)
    return (box.x, box.y, box.width, box.height)


def dragged_points(rows):
    """The frames, and the rectangle of the figure."""
    log = FOLDER / f"drag-{rows}.jsonl"
    app = gui.App(document(rows), env={"EPIGRAPH_MEASURE": str(log)})
    figure = app.get(gui.ROLE.PANEL, "^Data and fit$")
    app.settled()
    if rows <= 1000:
        centre = app.centre(app.handle(f"data point {rows // 2}"))
    else:
        centre = app.centre(figure)
    times, box = drag(app, log, centre, ZIGZAG), rectangle(figure)
    app.close()
    return times, box


def choose_preset(app, preset):
    """As the menu of examples does, by the window's action."""
    before = undo_of(app)
    Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        "org.epigraph.Epigraph", "/org/epigraph/Epigraph/window/1",
        "org.gtk.Actions", "Activate",
        GLib.Variant("(sava{sv})",
                     ("preset", [GLib.Variant("s", preset)], {})),
        None, Gio.DBusCallFlags.NONE, -1, None)
    wait(lambda: undo_of(app) not in ("", before), f"{preset} is chosen")


def dragged_lesson(lesson, preset, handle, path):
    """The frames, and the rectangle of the figure."""
    log = FOLDER / f"drag-{lesson}.jsonl"
    app = gui.App("--lesson", lesson, env={"EPIGRAPH_MEASURE": str(log)})
    if preset is not None:
        choose_preset(app, preset)
    app.settled()
    name = f"^{re.escape(handle)}(:|$)"
    node = wait(lambda: app.find(name=name, showing=False),
                f"there is a handle {handle}")
    times = drag(app, log, app.placed(node), path)
    box = rectangle(node.get_parent())
    app.close()
    return times, box


def bare(box):
    """The same motions over a widget that repaints the figure's rectangle."""
    log = FOLDER / "bare.jsonl"
    rectangle = ",".join(str(n) for n in box)
    process = subprocess.Popen(
        [os.environ["EPIGRAPH"]],
        env={**os.environ, "EPIGRAPH_MEASURE": str(log),
             "EPIGRAPH_MEASURE_BARE": rectangle})
    wait(lambda: log.exists() and "shown" in log.read_text(), "it is drawn")
    xdotool(*motions((box[0] + box[2] // 2, box[1] + box[3] // 2), ZIGZAG))
    process.terminate()
    process.wait(10)
    return frames(log)[3:]


def compare(what, times, box, goal=None, over_goal=None):
    """A drag beside the bare widget: the whole, and what is over it."""
    beside = bare(box)
    for q in (0.5, 0.95):
        p = f"p{round(100 * q)}"
        last = q == 0.95
        show(f"drag, {what}, whole, {p}", quantile(times, q), "ms",
             goal if last else None, frames=len(times))
        show(f"drag, {what}, bare widget, {p}", quantile(beside, q), "ms",
             frames=len(beside))
        show(f"drag, {what}, over bare widget, {p}",
             quantile(times, q) - quantile(beside, q), "ms",
             over_goal if last else None)


def bench_points():
    compare("1000 points", *dragged_points(1000), 16, 6)
    compare("1000000 points", *dragged_points(1_000_000), 16, 12)


def bench_lessons(names):
    for row in drags.DRAGS:
        if not names or row[0] in names:
            compare(row[0], *dragged_lesson(*row), 16, 6)


TRAININGS = [
    # lesson, values that it begins with, preset
    ("cnn", {"epochs": 100, "show": "occlusion"}, None),
    ("backprop", {"epochs": 100000}, "spirals"),
]


def bench_training(lesson, values, preset):
    """Frames are asked for all the time; what keeps the main thread longer than
    one shows as a longer interval."""
    log = FOLDER / f"training-{lesson}.jsonl"
    path = FOLDER / f"training-{lesson}.epigraph"
    path.write_text(json.dumps({"epigraph": "1.0", "lesson": lesson,
                                "values": values}), encoding="utf-8")
    app = gui.App(str(path), env={"EPIGRAPH_MEASURE": str(log),
                                  "EPIGRAPH_MEASURE_TICKS": "1"})
    wait(lambda: "shown" in log.read_text(), "the lesson is drawn")
    if preset is not None:
        choose_preset(app, preset)
    app.key("End")
    first = len(gui.json_lines(log))
    time.sleep(15)  # the measurement itself: what happens meanwhile
    times = [line["seconds"] * 1e3 for line in gui.json_lines(log)[first:]
             if line["name"] == "interval"]
    steps = app.find(name=r"^k\W*=\W*\d+")
    for q in (0.5, 0.95, 0.99):
        show(f"frame interval while {lesson} trains, p{round(100 * q)}",
             quantile(times, q), "ms", 33 if q == 0.99 else None,
             frames=len(times), at=steps.get_name() if steps else "")
    app.close()


def started(log):
    """Seconds until the first lesson was drawn with its answer."""
    log.unlink(missing_ok=True)
    app = gui.App(env={"EPIGRAPH_MEASURE": str(log)})
    shown = wait(lambda: [line["seconds"] for line in gui.json_lines(log)
                          if line["name"] == "shown"], "the lesson is drawn")
    return app, shown[0]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def bench_start():
    log = FOLDER / "start.jsonl"
    warm = []
    for attempt in range(6):
        app, seconds = started(log)
        if attempt == 0:
            show("start, first after build", seconds, "s", 1.0)
        else:
            warm.append(seconds)
        if attempt < 5:
            app.close()
    show("start, warm, median", quantile(warm, 0.5), "s", 0.5)
    return app


def bench_rest(app):
    app.settled()
    began, spent = time.monotonic(), cpu_seconds(app.process.pid)
    time.sleep(10)  # the measurement itself: how much is spent meanwhile
    seconds = time.monotonic() - began
    show("idle", 100 * (cpu_seconds(app.process.pid) - spent) / seconds,
         "% of a core", 1)
    show("rss", rss_mb(app.process.pid), "MB", 150)
    app.close()


def main(words):
    known = ["rest", "points", "training", "lessons"] + [row[0] for row in drags.DRAGS]
    for word in words:
        if word not in known:
            sys.exit(f"there is no {word}; there is {', '.join(known)}")
    settings()
    if not words or "rest" in words:
        bench_rest(bench_start())
    if not words or "points" in words:
        bench_points()
    if not words or "training" in words:
        for row in TRAININGS:
            bench_training(*row)
    named = [word for word in words if word not in known[:4]]
    if not words or "lessons" in words or named:
        bench_lessons([] if "lessons" in words else named)


if __name__ == "__main__":
    main(sys.argv[1:])
