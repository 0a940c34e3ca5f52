#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`epigraph-cli svm`: what is published of LIBSVM's sets, and the files.

    test-svm.py EPIGRAPH-CLI
"""
import csv
import gzip
import os
import pathlib
import shlex
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import published
import tap

OPTIMUM = 5e-6  # LIBSVM's single-precision cache limits what is published
PLAIN = "1 1:1 2:0.5\n-1 1:-1\n1 1:2 2:1\n-1 2:-2\n"


def write(name, text):
    path = cli.path(name)
    pathlib.Path(path).write_text(text, encoding="utf-8")
    return path


def train(*arguments):
    done = cli.call("svm", "train", *arguments, "--json")
    assert done.returncode in (0, 3), (done.returncode, done.stderr.decode())
    return cli.strict(done.stdout.decode())


def refused(*arguments):
    done = cli.call("svm", *arguments)
    assert done.returncode == 2, (done.returncode, done.stderr.decode())
    sentence = done.stderr.decode()
    assert sentence.count("\n") == 1, sentence
    return sentence


def check(row):
    options = shlex.split(row["problem"])[1:]
    model = cli.path("published.model")
    said = train(*options, folder() / row["file"], model)
    optimum = float(row["checked_optimum"] or row["published_optimum"])
    assert said["status"] == "optimal" and said["certified"] is True, said
    assert 0 <= said["gap"] <= 1e-8, said
    # A lower value of what is minimized is a better one; the gap proves it.
    error = (said["objective"] - optimum) / abs(optimum)
    assert -OPTIMUM <= error <= 1e-8 + OPTIMUM, (error, said)
    published_count = int(row["nSV"])
    assert abs(said["support_vectors"] - published_count) <= \
        max(1, 0.01 * published_count), (said, row)
    right, count = map(int, row["train_correct"].split("/"))
    done = cli.call("svm", "predict", folder() / row["file"], model, "--json")
    predicted = cli.strict(done.stdout.decode())
    assert predicted["count"] == count, predicted
    # Examples on the border may fall to either side.
    assert abs(predicted["correct"] - right) <= 1, (predicted, row)


def folder():
    return published.folder() / "svm"


def add_published():
    if published.folder() is None:
        return
    with open(folder() / "optimal.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t"):
            if not row["problem"].startswith("c-svc"):
                continue
            def case(row=row):
                check(row)
            case.__name__ = f"svm on {row['name']}"
            tap.cases.append(case)


@tap.case
def the_guide_of_libsvm_is_repeated():
    """Hsu, Chang & Lin: 66.925 % of svmguide1's test set on raw data."""
    if published.folder() is None:
        raise tap.Skip("no folder problems under EPIGRAPH_SHARED_DIR")
    model = cli.path("guide.model")
    train(folder() / "svmguide1.gz", model)
    done = cli.call("svm", "predict", folder() / "svmguide1.t.gz", model,
                    "--json")
    said = cli.strict(done.stdout.decode())
    assert said["count"] == 4000 and said["correct"] == 2677, said


@tap.case
def both_methods_agree():
    path = write("plain", PLAIN)
    for kernel in ("linear", "1", "rbf"):
        values = [train("-t", kernel, "-r", "1", "--method", method, path,
                        cli.path("m"))["objective"]
                  for method in ("smo", "ipm")]
        assert abs(values[0] - values[1]) <= 2e-8 * (1 + abs(values[0])), values


@tap.case
def epsilon_is_the_violation_where_it_stops():
    """Without it the gap is 1e-8, with it what LIBSVM would stop at."""
    path = write("plain", PLAIN)
    said = train("-e", "0.1", "-c", "100", path, cli.path("m"))
    assert said["status"] in ("converged", "optimal"), said


@tap.case
def labels_are_written_a_line_each():
    path, model, output = write("plain", PLAIN), cli.path("m"), cli.path("out")
    train("-t", "0", "-c", "100", path, model)
    done = cli.call("svm", "predict", path, model, output)
    assert done.returncode == 0
    assert "Accuracy = 100% (4/4)" in done.stdout.decode()
    lines = pathlib.Path(output).read_text(encoding="utf-8").split()
    assert lines == ["1", "-1", "1", "-1"], lines


@tap.case
def weights_are_given_both_ways():
    path = write("plain", PLAIN.replace("2:-2", "1:3"))
    a = train("-w1", "5", "-w-1", "2", path, cli.path("m"))["objective"]
    b = train("--weight", "1=5", "--weight=-1=2", path,
              cli.path("m"))["objective"]
    c = train(path, cli.path("m"))["objective"]
    assert a == b != c, (a, b, c)


@tap.case
def a_weight_for_a_label_that_nobody_has_is_remarked_on():
    path = write("plain", PLAIN)
    done = cli.call("svm", "train", "-w3", "5", path, cli.path("m"))
    assert done.returncode == 0, done.stderr.decode()
    assert "label 3" in done.stderr.decode(), done.stderr.decode()


@tap.case
def a_large_cost_hides_no_support_vector():
    """From where no example is at C, C changes nothing."""
    path = write("plain", PLAIN)
    for kernel in ("linear", "rbf"):
        pairs = [train("-t", kernel, "-c", cost, path, cli.path("m"))["pairs"][0]
                 for cost in ("1e4", "1e10")]
        assert pairs[0]["bounded"] == pairs[1]["bounded"] == 0, pairs
        assert pairs[0]["support_vectors"] == pairs[1]["support_vectors"] > 1, \
            pairs


@tap.case
def a_huge_cost_is_proven_where_doubles_allow_it():
    """Multipliers of 10⁶ with 269 between their bounds: by doubles alone the
    gap is known to 5e-6."""
    if published.folder() is None:
        raise tap.Skip("no folder problems under EPIGRAPH_SHARED_DIR")
    said = train("-c", "1e6", folder() / "diabetes_scale.gz", cli.path("m"))
    pair = said["pairs"][0]
    assert said["status"] == "optimal", said
    assert pair["gap"] + pair["rounding"] <= 1e-8, pair


@tap.case
def the_limit_of_precision_ends_the_training():
    """And a sentence says so."""
    if published.folder() is None:
        raise tap.Skip("no folder problems under EPIGRAPH_SHARED_DIR")
    for kernel, cost in (("0", "1e14"), ("1", "1e10"), ("2", "1e14")):
        done = cli.call("svm", "train", "-t", kernel, "-r", "1", "-c", cost,
                        folder() / "heart_scale", cli.path("m"))
        assert done.returncode == 3, done.returncode
        sentence = done.stderr.decode()
        assert "precision allows no further progress" in sentence, sentence
        assert sentence.count("\n") == 1, sentence


@tap.case
def what_doubles_cannot_prove_is_said():
    """x near 1e9 leaves no digit of a product to the margins, and the same
    examples near 0 are proven."""
    def pair(origin):
        path = write("far", "".join(
            f"{y} 1:{origin + 1.5 * y + t!r} 2:{origin + (t * 7) % 3!r}\n"
            for t in (-2.0, -1.0, -0.5, 0.25, 0.75, 1.5) for y in (1, -1)))
        return train("-t", "0", path, cli.path("m"))["pairs"][0]
    far, near = pair(1e9), pair(0.0)
    assert not far["certified"] and "standardise" in far["missing"], far
    assert near["certified"] and "missing" not in near, near


@tap.case
def a_limit_ends_with_what_there_is():
    """Stopped early, a machine is a model with bounds around the optimum."""
    path = write("near", "".join(
        f"{1 if i % 2 else -1} 1:{(i * 37 % 41) / 41!r} 2:{(i * 11 % 17) / 17!r}\n"
        for i in range(40)))
    whole = train(path, cli.path("m"))
    done = cli.call("svm", "train", "--max-iterations", "5", path,
                    cli.path("m"), "--json")
    assert done.returncode == 3 and b"limit on steps" in done.stderr, done
    part = cli.strict(done.stdout.decode())
    assert part["status"] == "limit" and part["iterations"] == 5, part
    assert whole["status"] == "optimal" and whole["iterations"] > 5, whole
    assert part["gap"] > 1e-8 and not part["pairs"][0]["certified"], part
    dual, best = -part["objective"], -whole["objective"]
    assert dual < best < dual + part["gap"] * (1 + abs(dual)), (part, whole)
    predicted = cli.call("svm", "predict", path, cli.path("m"))
    assert predicted.returncode == 0, predicted
    done = cli.call("svm", "train", "--method", "ipm", "--max-iterations", "2",
                    path, cli.path("m"), "--json")
    part = cli.strict(done.stdout.decode())
    assert done.returncode == 3 and part["status"] == "limit", (done, part)
    assert part["iterations"] == 2, part
    assert "from 1 on" in refused("train", "--max-iterations", "0", path)
    # Folds are told, and that they were not solved.
    done = cli.call("svm", "train", "-v", "4", "--max-iterations", "5", path)
    assert done.returncode == 3 and b"limit on steps" in done.stderr, done
    assert b"Cross Validation Accuracy = " in done.stdout, done


@tap.case
def a_fold_of_one_class_answers_with_it():
    """Left out, each of two examples is called by the other one's label."""
    path = write("two", "1 1:1\n-1 1:-1\n")
    for folds in ("2", "9"):
        said = train("-v", folds, path)
        assert (said["correct"], said["count"]) == (0, 2), said
        assert said["folds"] == 2, said  # no more than there are examples


@tap.case
def folds_tell_an_accuracy():
    path = write("many", "".join(
        f"{1 if i % 2 else -1} 1:{(i % 2) * 10 + i * 0.01}\n"
        for i in range(40)))
    said = train("-v", "4", path)
    assert said["folds"] == 4 and said["correct"] == said["count"] == 40, said


@tap.case
def gzip_is_read():
    path = cli.path("plain.gz")
    with gzip.open(path, "wt") as file:
        file.write(PLAIN)
    assert train(path, cli.path("m"))["examples"] == 4


@tap.case
def what_cannot_be_is_refused_in_one_sentence():
    plain = write("plain", PLAIN)
    one = write("one", "1 1:1\n1 1:2\n")
    assert "one class" in refused("train", one)
    assert "line 2" in refused("train", write("bad", "1 1:1\nx 1:2\n"))
    assert "empty" in refused("train", write("empty", ""))
    assert "folder" in refused("train", os.path.dirname(plain))
    assert "too large" in refused("train", "-t", "0",
                                  write("huge", "1 1:1e200\n-1 1:2\n"))
    assert "--type" in refused("train", "-s", "1", plain)
    assert "--cost" in refused("train", "-c", "0", plain)
    assert "--gamma" in refused("train", "-g", "0", plain)
    assert "sigmoid" in refused("train", "-t", "sigmoid", plain)
    # A precomputed kernel counts its examples in feature 0.
    assert "--kernel" in refused("train", "-t", "4",
                                 write("precomputed", "1 0:1 1:1\n"))
    measured = write("measured", "".join(
        f"{i / 7} 1:{i}\n" for i in range(30)))
    assert "30 different labels" in refused("train", measured)
    assert "--weight" in refused("train", "-w1", "-5", plain)
    assert "2 folds" in refused("train", "-v", "1", plain)
    assert "two arguments" in refused("predict", plain)
    assert "line 1" in refused("predict", plain, plain)


add_published()
tap.main()
