#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs in files, through the lesson that opens them.

`run FILE` proves what `solve FILE` proves; `render FILE -o SOLUTION.json`
writes what `verify` accepts; what is no problem is one sentence.
"""
import gzip
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import published
import tap

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "data" / "programs"
OWN = sorted(PROGRAMS.iterdir())

# A few of each family, small, each kind of outcome among them.
SOME = {
    "lp": ["afiro", "adlittle", "blend_neg", "beale55", "infeas_box1",
           "both_infeas"],
    "qp": 4, "sdp": 4, "maxdet": 3, "gp": 6,
}


def prove(path, status, tolerance=1e-8):
    """Returns the value that `run` proves; the saved solution proves it too."""
    answer = cli.frames(path, "--set", f"tolerance={tolerance!r}")[-1]
    assert answer["status"] == status, answer["status"]
    solution = cli.path("solution.json")
    done = cli.call("render", path, "--set", f"tolerance={tolerance!r}", "-o",
                    solution)
    assert done.returncode == 0, done.stderr.decode()
    done = cli.call("verify", path, solution, "--tol", repr(tolerance),
                    "--json")
    assert done.returncode == 0, done.stderr.decode()
    again = cli.strict(done.stdout.decode())
    assert again["status"] == status and again["certified"] is True, again
    return again.get("objective")


@tap.case
def every_file_of_ours_is_proven_and_saved():
    assert len(OWN) >= 5
    for path in OWN:
        said = cli.call("solve", path, "--json")
        value = cli.strict(said.stdout.decode())["objective"]
        assert abs(prove(path, "optimal") - value) <= 1e-7 * (1 + abs(value))


@tap.case
def gzip_changes_nothing():
    for path in OWN:
        packed = cli.write(path.name + ".gz", gzip.compress(path.read_bytes()))
        plain, small = cli.frames(path)[-1], cli.frames(packed)[-1]
        assert plain["variables"] == small["variables"]


@tap.case
def figures_are_drawn():
    for path in OWN:
        for ending in ("png", "svg", "csv"):
            picture = cli.path(f"{path.name}.{ending}")
            done = cli.call("render", path, "-o", picture)
            assert done.returncode == 0, done.stderr.decode()
            assert picture.stat().st_size > 100


@tap.case
def a_file_cut_off_is_named_with_its_line():
    for path in OWN:
        text = path.read_bytes()
        for share in (0.3, 0.6, 0.9):
            cut = cli.write(path.name, text[:int(share * len(text))])
            done = cli.call("run", cut)
            if done.returncode != 2:  # a shorter program, with a warning
                assert done.returncode in (0, 3), done.stderr.decode()
                continue
            cli.refused("run", cut, says=[path.name, "line"])


@tap.case
def what_is_no_file():
    folder = cli.path("folder.mps")
    folder.mkdir()
    cli.refused("run", folder, says=["folder.mps", "folder"])
    fifo = cli.path("fifo.dat-s")
    os.mkfifo(fifo)
    cli.refused("run", fifo, says=["fifo.dat-s", "no ordinary file"])
    cli.refused("run", cli.path("nothing.eo"), says="nothing.eo")
    cli.refused("run", cli.write("empty.qps", ""), says="empty.qps")
    cli.refused("render", cli.write("text.mps", "one two three\n"), "-o",
                cli.path("it.png"), says=["text.mps", "line 1"])


@tap.case
def a_billion_rows_are_refused():
    cli.refused("run", cli.write("many.dat-s", "1000000000\n1\n3\n1 2\n"),
                says="many.dat-s")
    cli.refused("run", cli.write("many.eo", "1000000000 1000000000 2\n1 1\n"),
                says="many.eo")
    cli.refused("run", cli.write("block.dat-s", "1\n1\n1000000000\n1\n"),
                says="block.dat-s")


def add_published(family, instance):
    def case():
        value = prove(instance.path, instance.status, instance.tolerance)
        if instance.status == "optimal":
            assert instance.error(value) <= instance.optimum_tolerance
    case.__name__ = f"{family} {instance.name}"
    tap.cases.append(case)


def add_all_published():
    if published.folder() is None:
        def case():
            raise tap.Skip("no folder problems under EPIGRAPH_SHARED_DIR")
        case.__name__ = "published problems"
        tap.cases.append(case)
        return
    for family, some in SOME.items():
        instances = [i for i in published.instances(family)
                     if i.difficulty == "easy" and i.range is None]
        if isinstance(some, list):
            instances = [i for i in instances if i.name in some]
        else:
            instances = instances[:some]
        for instance in instances:
            add_published(family, instance)


add_all_published()
tap.main()
