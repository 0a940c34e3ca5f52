# SPDX-License-Identifier: GPL-3.0-or-later
"""Training of networks beside PyTorch, one JSON line a figure.

    bench-neural.py [ROUNDS]

Both are whole programs with one thread, in turns, each as its user gets it:
ours (epigraph-cli bench neural) may start itself again with better kernels.
Medians of 5 rounds, in samples a second of processor time.
"""
import json
import os
import statistics
import subprocess
import sys

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
CLI = os.environ["EPIGRAPH_CLI"]
PEER = os.path.join(os.path.dirname(__file__), "peer-torch.py")
GOALS = {"tiny": 20, "mlp": 1, "cnn": 1, "lstm": 1}  # times the peer


def figures(command):
    env = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1",
               LC_ALL="C")
    # Each chooses its kernels itself: nothing from a program around this one.
    for name in ("EPIGRAPH_NO_RESTART", "OPENBLAS_CORETYPE"):
        env.pop(name, None)
    output = subprocess.run(command, env=env, check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    return {line["name"].removeprefix("train-"): line for line in lines}


def main():
    python = "/usr/bin/python3"  # Debian's, which knows Debian's packages
    if subprocess.run([python, "-c", "import torch"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("python3-torch is not installed", file=sys.stderr)
        return
    rounds = []
    for _ in range(ROUNDS):
        rounds.append((figures([CLI, "bench", "neural", "--json"]),
                       figures([python, PEER, "1"])))
    ours, peers = zip(*rounds)
    for name, times in GOALS.items():
        value = statistics.median(one[name]["value"] for one in ours)
        peer = statistics.median(one[name]["value"] for one in peers)
        print(json.dumps({
            "name": f"train-{name}", "value": round(value),
            "unit": "samples/s", "goal": round(times * peer),
            "better": "higher", "met": value >= times * peer,
            "peer": "PyTorch " + peers[0][name]["version"],
            "peer_value": peer, "times": round(value / peer, 2),
            "rounds": ROUNDS, "blas": ours[0][name]["blas"], "threads": 1}),
            flush=True)


main()
