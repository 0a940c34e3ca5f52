# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's figures, one JSON line each: how long a drag takes to be seen,
how long the start takes, what the window costs at rest.

    drag      from the delivery of the motion event until after-paint and XSync,
              with 1,000 points and with 1,000,000 drawn as density, beside a
              bare widget that repaints as much in the same run
    start     until the first lesson is drawn with its answer
    idle, rss the window at rest
"""
import array
import base64
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "app"))
import gui  # noqa: E402
from gui import wait, xdotool  # noqa: E402

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


def motions(centre):
    """A drag by many small steps, about one a frame; the pace only decides how
    many frames there are, not what one takes."""
    x, y = centre
    words = ["mousemove", x, y, "mousedown", 1]
    for i in range(MOTIONS):
        words += ["mousemove", x + i % 40 - 20, y - 30 + (i * 7) % 60,
                  "sleep", 0.02]
    return words + ["mouseup", 1]


def frames(path):
    return [line["seconds"] * 1e3 for line in gui.json_lines(path)
            if line["name"] == "frame"]


def dragged(rows):
    """Milliseconds of each frame of a drag, and the figure's rectangle."""
    log = FOLDER / f"drag-{rows}.jsonl"
    app = gui.App(document(rows), env={"EPIGRAPH_MEASURE": str(log)})
    figure = app.get(gui.ROLE.PANEL, "^Data and fit$")
    app.settled()
    if rows <= 1000:
        centre = app.centre(app.handle(f"data point {rows // 2}"))
    else:
        centre = app.centre(figure)
    before = len(frames(log))
    xdotool(*motions(centre))
    times = frames(log)[before + 3:]
    box = figure.get_extents(gui.Atspi.CoordType.WINDOW)
    app.close()
    return times, (box.x, box.y, box.width, box.height)


def bare(box):
    """The same motions over a widget that repaints the figure's rectangle."""
    log = FOLDER / "bare.jsonl"
    rectangle = ",".join(str(n) for n in box)
    process = subprocess.Popen(
        [os.environ["EPIGRAPH"]],
        env={**os.environ, "EPIGRAPH_MEASURE": str(log),
             "EPIGRAPH_MEASURE_BARE": rectangle})
    wait(lambda: log.exists() and "shown" in log.read_text(), "it is drawn")
    xdotool(*motions((box[0] + box[2] // 2, box[1] + box[3] // 2)))
    process.terminate()
    process.wait(10)
    return frames(log)[3:]


def bench_drag(rows, over_goal):
    times, box = dragged(rows)
    beside = bare(box)
    points = f"{rows} points"
    for q in (0.5, 0.95):
        p = f"p{round(100 * q)}"
        show(f"drag, {points}, {p}", quantile(times, q), "ms",
             frames=len(times))
        show(f"bare widget, {points}, {p}", quantile(beside, q), "ms",
             frames=len(beside))
        show(f"drag over bare widget, {points}, {p}",
             quantile(times, q) - quantile(beside, q), "ms",
             over_goal if q == 0.95 else None)
    show(f"drag, whole, {points}, p95", quantile(times, 0.95), "ms", 16)


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


settings()
bench_rest(bench_start())
bench_drag(1000, 6)
bench_drag(1_000_000, 12)
