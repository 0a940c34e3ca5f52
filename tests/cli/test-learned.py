#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well the networks read the digits that were kept back: the median of
five seeds, as `epigraph-cli train` has it without an option.

    test-learned.py EPIGRAPH-CLI
"""
import os
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import tap

GOALS = {"mlp": 0.92, "cnn": 0.96}


def learned(name):
    if "EPIGRAPH_SANITIZER" in os.environ:
        raise tap.Skip("too slow under a sanitizer")
    accuracies = []
    for seed in range(5):
        done = cli.call("train", name, "--seed", seed, "--json")
        assert done.returncode == 0, done.stderr.decode()
        said = cli.strict(done.stdout.decode().splitlines()[-1])
        assert said["count"] == 1000, said
        accuracies.append(said["accuracy"])
    print(f"# {name}: {accuracies}")
    assert statistics.median(accuracies) >= GOALS[name], accuracies


@tap.case
def the_dense_network_reads_92_percent_of_the_digits():
    learned("mlp")


@tap.case
def the_convolutional_network_reads_96_percent_of_the_digits():
    learned("cnn")


tap.main()
