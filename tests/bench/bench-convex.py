# SPDX-License-Identifier: GPL-3.0-or-later
"""The convex solvers on the published problems, one JSON line a figure.

    bench-convex.py [--instances] [FAMILY…]

For every family and method: how many instances are solved (the optimum right,
the certificate held; infeasible and unbounded ones proven), the summed time,
the shifted geometric mean, and the slowest.  A peer solves the same file right
before or after, in turns; both are whole programs with one thread of the same
OpenBLAS (and two, for SDP), and both are charged with their processor time as
well as their time on the clock.  --instances also prints a line an instance on
standard error.
"""
import argparse
import gzip
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import published  # noqa: E402

LIMIT = 60  # seconds for one instance
SHIFT = 1  # second, of the geometric mean: starting a program is not solving
SIMPLEX_ROWS = 2000  # the simplex methods are asked for instances below
CLI = os.environ["EPIGRAPH_CLI"]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="epigraph-bench."))


def run(command, threads):
    """Its output, its seconds on the clock and on processors.  What takes
    longer than LIMIT is killed: it will not have said what it found."""
    env = dict(os.environ, OPENBLAS_NUM_THREADS=str(threads),
               OMP_NUM_THREADS=str(threads), LC_ALL="C")
    with tempfile.TemporaryFile() as output:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=output, cwd=FOLDER,
                                   stderr=subprocess.STDOUT, env=env)
        clock = threading.Timer(LIMIT, process.kill)
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - begin
        output.seek(0)
        return (output.read().decode(errors="replace"), wall,
                usage.ru_utime + usage.ru_stime)


# ---- Programs: each answers (status, objective or None) ----

def epigraph(method):
    def solve(instance, threads):
        command = [CLI, "solve", str(instance.path), "--json", "--tol",
                   repr(instance.tolerance), "--threads", str(threads)]
        if method is not None:
            command += ["--method", method]
        text, wall, cpu = run(command, threads)
        try:
            answer = json.loads(text.strip().splitlines()[-1])
        except (ValueError, IndexError):
            return "failed", None, wall, cpu
        status = answer["status"]
        if not answer.get("certified"):
            status = "not proven"
        return status, answer.get("objective"), wall, cpu
    return solve


def glpsol(*arguments):
    def solve(instance, threads):
        report = FOLDER / "glpsol.txt"
        text, wall, cpu = run(
            ["glpsol", *arguments, "--mps", str(instance.path), "-w",
             str(report)], threads)
        if "NO PRIMAL FEASIBLE" in text or "NO FEASIBLE" in text:
            return "infeasible", None, wall, cpu
        if "UNBOUNDED" in text or "NO DUAL FEASIBLE" in text:
            return "unbounded", None, wall, cpu
        found = re.search(r"^c Objective: .* = (\S+)", report.read_text()
                          if report.exists() else "", re.M)
        report.unlink(missing_ok=True)
        if "OPTIMAL" not in text or found is None:
            return "failed", None, wall, cpu
        return "optimal", float(found.group(1)), wall, cpu
    return solve


def clp(instance, threads):
    text, wall, cpu = run(["clp", str(instance.path), "-solve"], threads)
    found = re.search(r"^Optimal objective\s+(\S+)", text, re.M)
    if found:
        return "optimal", float(found.group(1)), wall, cpu
    last = re.findall(r"(primal|dual) ?infeasible|infeasible", text, re.I)
    if last:
        status = "unbounded" if last[-1].lower() == "dual" else "infeasible"
        return status, None, wall, cpu
    return "failed", None, wall, cpu


def sdpa(instance, threads):
    data, out = FOLDER / "sdpa.dat-s", FOLDER / "sdpa.out"
    if instance.path.suffix == ".gz":
        with gzip.open(instance.path) as packed, open(data, "wb") as plain:
            shutil.copyfileobj(packed, plain)
    else:
        shutil.copyfile(instance.path, data)
    _, wall, cpu = run(["sdpa", "-ds", str(data), "-o", str(out),
                        "-numThreads", str(threads)], threads)
    text = out.read_text() if out.exists() else ""
    out.unlink(missing_ok=True)
    phase = re.search(r"phase.value\s*=\s*(\S+)", text)
    found = re.search(r"objValPrimal\s*=\s*(\S+)", text)
    if phase is None or found is None:
        return "failed", None, wall, cpu
    if phase.group(1) == "pdOPT":
        return "optimal", float(found.group(1)), wall, cpu
    if phase.group(1) in ("pINF_dFEAS", "pdINF", "dUNBD"):
        return "infeasible", None, wall, cpu
    if phase.group(1) in ("pFEAS_dINF", "pUNBD"):
        return "unbounded", None, wall, cpu
    return phase.group(1), None, wall, cpu


# ---- Counting ----

class Column:
    """One program over the instances of a family."""

    def __init__(self, name, solve):
        self.name, self.solve = name, solve
        self.walls, self.cpus, self.unsolved = [], [], []

    def take(self, instance, threads):
        status, objective, wall, cpu = self.solve(instance, threads)
        good = status == instance.status
        if good and status == "optimal":
            good = (objective is not None and instance.error(objective)
                    <= instance.optimum_tolerance)
        self.walls.append(wall)
        self.cpus.append(cpu)
        if not good:
            self.unsolved.append(instance.name)
        return f"{self.name} {status} {wall:.3f} s{'' if good else ' WRONG'}"

    def geometric_mean(self):
        logs = [math.log(wall + SHIFT) for wall in self.walls]
        return math.exp(sum(logs) / len(logs)) - SHIFT


def show(name, value, unit, goal=None, better="lower", peer=None,
         peer_value=None, **more):
    line = {"name": name, "value": round(value, 4), "unit": unit, **more}
    if goal is not None:
        line.update(goal=goal, better=better)
    if peer is not None and peer_value is not None:
        line.update(peer=peer, peer_value=round(peer_value, 4))
    print(json.dumps(line), flush=True)


def report(title, ours, peers, count, threads, slowest):
    peer = peers[0] if peers else None
    more = {"blas_threads": threads}
    show(f"{title}-solved", count - len(ours.unsolved), "instances", count,
         "higher", peer and peer.name,
         peer and count - len(peer.unsolved), unsolved=ours.unsolved, **more)
    for other in peers or [None]:
        goal = sum(other.walls) if other else None
        show(f"{title}-time", sum(ours.walls), "s", goal, "lower",
             other and other.name, goal, **more)
        goal = other.geometric_mean() if other else None
        show(f"{title}-mean", ours.geometric_mean(), "s", goal, "lower",
             other and other.name, goal, shift=SHIFT, **more)
        show(f"{title}-processor-time", sum(ours.cpus), "s", None, "lower",
             other and other.name, other and sum(other.cpus), **more)
    show(f"{title}-slowest", max(ours.walls), "s", slowest, "lower",
         peer and peer.name, peer and max(peer.walls), **more)


def compare(title, instances, columns, ours, threads, slowest, verbose):
    """Every program on every instance, one after the other."""
    for instance in instances:
        words = [column.take(instance, threads) for column in columns]
        if verbose:
            print(f"{title} {instance.name}: {'; '.join(words)}",
                  file=sys.stderr, flush=True)
    peers = [column for column in columns if column not in ours]
    for column in ours:
        name = f"{title}-{column.name}" if len(ours) > 1 else title
        report(name, column, peers, len(instances), threads, slowest)


def installed(*columns):
    return [column for column in columns
            if shutil.which(column.name.split()[0]) is not None]


def bench_lp(verbose):
    ours = [Column("ipm", epigraph("ipm")),
            Column("dual-simplex", epigraph("dual-simplex")),
            Column("simplex", epigraph("simplex"))]
    small = [i for i in published.instances("lp") if i.rows < SIMPLEX_ROWS]
    peers = installed(Column("glpsol", glpsol()), Column("clp", clp))
    compare("lp", published.instances("lp"), ours[:1] + peers, ours[:1], 1,
            30, verbose)
    peers = installed(Column("glpsol", glpsol()), Column("clp", clp))
    compare("lp", small, ours[1:] + peers, ours[1:], 1, 30, verbose)


def bench_sdp(verbose):
    for threads in (1, 2):
        ours = Column("ipm", epigraph(None))
        compare(f"sdp-{threads}-threads" if threads > 1 else "sdp",
                published.instances("sdp"),
                [ours] + installed(Column("sdpa", sdpa)), [ours], threads, 60,
                verbose)


def bench_alone(family):
    def bench(verbose):
        ours = Column("ipm", epigraph(None))
        compare(family, published.instances(family), [ours], [ours], 1, 30,
                verbose)
    return bench


BENCHES = {"lp": bench_lp, "qp": bench_alone("qp"), "sdp": bench_sdp,
           "maxdet": bench_alone("maxdet"), "gp": bench_alone("gp")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--instances", action="store_true")
    parser.add_argument("family", nargs="*", choices=[[], *BENCHES])
    options = parser.parse_args()
    if published.folder() is None:
        print("bench-convex: the published problems are not here",
              file=sys.stderr)
        return
    for family in options.family or BENCHES:
        BENCHES[family](options.instances)


try:
    main()
finally:
    shutil.rmtree(FOLDER, ignore_errors=True)
