#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`epigraph-cli logistic`: what is published, and the files.

    test-logistic.py EPIGRAPH-CLI
"""
import csv
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import published
import tap

MIXED = "1 1:0.5\n-1 1:1\n1 1:2\n-1 1:3\n1 1:2.5\n"  # in turns


def train(*arguments, status=0):
    done = cli.call("logistic", "train", *arguments, "--json")
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    return cli.strict(done.stdout.decode())


def refused(*arguments, status=2):
    done = cli.call("logistic", *arguments)
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    sentence = done.stderr.decode()
    assert sentence.count("\n") == 1, sentence
    return sentence


def check(row):
    alone = "no penalty" in row["problem"]
    options = ["--no-penalty"] if alone else \
        ["-c", row["name"].rpartition("_C")[2]]
    path = published.folder() / "svm" / row["file"]
    model = cli.path("published.model")
    said = train(*options, path, model)
    optimum = float(row["checked_optimum"])
    assert said["status"] == "optimal" and said["certified"] is True, said
    assert abs(said["gap"]) + said["rounding"] <= 1e-8, said
    assert abs(said["objective"] - optimum) <= 1e-8 * abs(optimum), said
    # What the weights in the file say of the examples is the likelihood.
    if alone:
        answers = cli.path("answers")
        done = cli.call("logistic", "predict", "--probabilities", path, model,
                        answers, "--json")
        assert cli.strict(done.stdout.decode())["count"] == said["examples"]
        lines = pathlib.Path(answers).read_text().splitlines()
        first, second = lines[0].split()[1:]
        labels = [line.split()[0] for line in read(path)]
        total = 0
        for label, line in zip(labels, lines[1:]):
            answer, p, q = line.split()
            assert float(answer) == float(first if float(p) >= 0.5 else second)
            assert float(label) in (float(first), float(second)), label
            total -= math.log(float(p if float(label) == float(first) else q))
        assert abs(total - optimum) <= 1e-8 * optimum, (total, optimum)


def read(path):
    import gzip
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    return data.decode().splitlines()


def add_published():
    if published.folder() is None:
        return
    with open(published.folder() / "svm" / "optimal.tsv",
              encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if "log(1+exp(" not in row["problem"]:
                continue
            def case(row=row):
                check(row)
            case.__name__ = row["name"]
            tap.cases.append(case)


@tap.case
def a_larger_cost_costs_more_and_fits_better():
    path = cli.write("mixed", MIXED)
    before = train("-c", "1", path, cli.path("m"))
    after = train("-c", "10", path, cli.path("m"))
    alone = train("--no-penalty", path, cli.path("m"))
    assert before["objective"] < after["objective"] < 10 * before["objective"]
    assert 10 * alone["objective"] < after["objective"]
    with_constant = train("-c", "10", "--intercept", path, cli.path("m"))
    assert with_constant["objective"] <= after["objective"]
    assert with_constant["intercept"] is True


@tap.case
def parted_classes_are_told():
    path = cli.write("parted", "1 1:1\n1 1:2\n-1 1:-1\n")
    model = cli.path("none.model")
    assert "plane parts" in refused("train", "--no-penalty", path, model,
                                    status=3)
    assert not pathlib.Path(model).exists()
    assert train("--no-penalty", path, model, status=3)["status"] == "unbounded"
    assert train(path, model)["certified"] is True


@tap.case
def near_certainty_is_remarked_on():
    # The feature parts two of four, and says nothing of the others.
    path = cli.write("partly", "1 1:1\n1 1:0\n-1 1:-1\n-1 1:0\n")
    assert "2 of the probabilities" in refused("train", "--no-penalty", path,
                                               cli.path("m"), status=3)


@tap.case
def a_mean_hides_nothing():
    # The same examples from afar: what they differ by is exact there, too.
    near = cli.write("near", MIXED)
    far = cli.write("far", "".join(
        f"{line.split()[0]} 1:{float(line.split(':')[1]) + 2 ** 30!r}\n"
        for line in MIXED.splitlines()))
    at_hand = train("--no-penalty", near, cli.path("m"))["objective"]
    afar = train("--no-penalty", far, cli.path("m"))
    assert afar["certified"] is True
    assert abs(afar["objective"] - at_hand) <= 1e-8 * at_hand, (afar, at_hand)


@tap.case
def what_cannot_be_is_refused_in_one_sentence():
    mixed = cli.write("mixed", MIXED)
    assert "1 different label," in refused(
        "train", cli.write("one", "1 1:1\n1 1:2\n"))
    assert "3 different labels" in refused(
        "train", cli.write("three", "1 1:1\n2 1:2\n3 1:1\n"))
    assert "too large" in refused(
        "train", cli.write("huge", "1 1:1e200\n-1 1:-1e200\n"))
    assert "5000 features" in refused(
        "train", cli.write("wide", "1 5001:1\n-1 1:1\n"))
    assert "--cost" in refused("train", "-c", "0", mixed)
    assert "line 2" in refused("train", cli.write("bad", "1 1:1\nx 1:2\n"))
    assert "solver_type" in refused("predict", mixed, mixed)
    assert "two arguments" in refused("predict", mixed)
    assert "--cost" in refused("train", "--no-penalty", "-c", "2", mixed)
    assert "OUTPUT" in refused("predict", "--probabilities", mixed, mixed)


add_published()
tap.main()
