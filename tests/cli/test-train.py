#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`epigraph-cli train` and `evaluate`: networks and their files.

    test-train.py EPIGRAPH-CLI
"""
import gzip
import json
import math
import os
import pathlib
import signal
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
import tap

DIGITS = pathlib.Path(os.environ["EPIGRAPH_DATA_DIR"]) / "datasets"


def lines(*arguments, status=0):
    done = cli.call(*arguments, "--json")
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    return [cli.strict(line) for line in done.stdout.decode().splitlines()]


def idx(name, shape, values):
    """An IDX file of bytes."""
    head = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return cli.write(name, head + bytes(values))


def bars(count=60, side=6):
    """Images of one bar, across (0) or down (1), and their labels."""
    pixels, labels = [], []
    for i in range(count):
        label, at = i % 2, i // 2 % side
        labels.append(label)
        pixels += [200 if (x if label else y) == at else 20
                   for y in range(side) for x in range(side)]
    idx("bars-labels-idx1-ubyte", [count], labels)
    return idx("bars-images-idx3-ubyte", [count, side, side], pixels)


def tensors(path):
    """The arrays of a file, by the format's description alone."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    about = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        code = {"F32": "<f", "F64": "<d"}[entry["dtype"]]
        arrays[name] = [v for (v,) in struct.iter_unpack(
            code, data[8 + length + begin:8 + length + end])]
    return about, arrays


def small(*arguments):
    """A training of a second: 30 steps of a few digits' worth."""
    return lines("train", "mlp", "--data", bars(), "--net", "dense 8 tanh; "
                 "dense *", "--epochs", "20", "--shift", "0", *arguments)


# ---- What is right ----

@tap.case
def bars_are_told_apart():
    said = small("--learning-rate", "0.02")
    assert len(said) == 21 and said[-1]["status"] == "limit", said[-1]
    assert [line["epoch"] for line in said[:-1]] == list(range(1, 21))
    assert said[-1]["count"] == 6 and said[-1]["accuracy"] == 1, said[-1]
    assert said[-1]["samples"] == 54 and said[-1]["weights"] == 36 * 8 + 8 + 18
    assert said[-1]["steps"] == math.ceil(20 * 54 / 32), said[-1]
    assert said[-2]["test_loss"] == said[-1]["loss"] < said[0]["test_loss"]


@tap.case
def the_same_seed_gives_the_same_file():
    files = []
    for name, seed in ("a", "3"), ("b", "3"), ("c", "4"):
        small("--seed", seed, "-o", cli.path(name))
        files.append(cli.path(name).read_bytes())
    assert files[0] == files[1] != files[2]


@tap.case
def the_shipped_digits_are_read_after_one_epoch():
    """Evaluation says what training said of the digits kept back."""
    net = cli.path("digits")
    trained = lines("train", "mlp", "--epochs", "1", "--shift", "0", "-o", net)
    assert trained[-1]["count"] == 1000 and trained[-1]["samples"] == 4000
    assert trained[-1]["accuracy"] >= 0.85, trained[-1]
    (said,) = lines("evaluate", net)
    for key in "count", "loss", "accuracy", "net":
        assert said[key] == trained[-1][key], (key, said, trained[-1])
    images = DIGITS / "mnist1000-test-images-idx3-ubyte.gz"
    labels = DIGITS / "mnist1000-test-labels-idx1-ubyte.gz"
    named = lines("evaluate", net, "--data", images, "--labels", labels)
    assert named == [said], (named, said)
    usual = lines("evaluate", net, "--data", images)
    assert usual == [said], (usual, said)


@tap.case
def another_program_gives_a_picture_the_same_class():
    """W, b, shift and scale, read by struct and json: softmax(W2 h + b2)."""
    net = cli.path("digits")
    if not net.exists():
        lines("train", "mlp", "--epochs", "1", "--shift", "0", "-o", net)
    about, arrays = tensors(net)
    assert about["net"] == "dense 128 relu; dense 10", about
    assert about["input"] == "28x28x1" and about["classes"] == "10", about
    shift, scale = float(about["shift"]), float(about["scale"])
    data = gzip.open(DIGITS / "mnist1000-test-images-idx3-ubyte.gz").read()[16:]
    for k in range(3):
        pixels = data[784 * k:784 * (k + 1)]
        x = [(p / 255 - shift) * scale for p in pixels]
        h = [max(0, b + sum(map(lambda w, v: w * v, row, x)))
             for row, b in zip(rows(arrays["1.dense.weight"], 784),
                               arrays["1.dense.bias"])]
        y = [b + sum(map(lambda w, v: w * v, row, h))
             for row, b in zip(rows(arrays["2.dense.weight"], 128),
                               arrays["2.dense.bias"])]
        total = sum(math.exp(v - max(y)) for v in y)
        path = cli.write("digit.pgm", b"P5 28 28 255\n" + pixels)
        (said,) = lines("evaluate", net, "--data", path)
        assert said["class"] == y.index(max(y)), (said, y)
        assert said["count"] == 1 and said["accuracy"] is None, said
        for p, v in zip(said["probabilities"], y):
            assert abs(p - math.exp(v - max(y)) / total) <= 1e-5, (said, y)


def rows(values, n):
    return [values[i:i + n] for i in range(0, len(values), n)]


@tap.case
def a_drawing_may_stand_anywhere_in_either_colour():
    """The digit in the middle of a larger sheet, drawn dark on light."""
    net = cli.path("digits")
    if not net.exists():
        lines("train", "mlp", "--epochs", "1", "--shift", "0", "-o", net)
    data = gzip.open(DIGITS / "mnist1000-test-images-idx3-ubyte.gz").read()[16:]
    sheet = [[255] * 100 for _ in range(90)]
    for y in range(28):
        for x in range(28):
            sheet[40 + y][11 + x] = 255 - data[28 * y + x]
    plain = lines("evaluate", net, "--data",
                  cli.write("a.pgm", b"P5 28 28 255\n" + data[:784]))
    moved = lines("evaluate", net, "--data", cli.write(
        "b.pgm", "P2 100 90 255\n" + "\n".join(" ".join(map(str, row))
                                               for row in sheet) + "\n"))
    assert plain[0]["class"] == moved[0]["class"]
    for p, q in zip(plain[0]["probabilities"], moved[0]["probabilities"]):
        assert abs(p - q) <= 1e-5, (plain, moved)


@tap.case
def double_precision_is_kept_in_the_file():
    path = cli.path("double")
    said = small("--precision", "double", "-o", path)
    assert said[-1]["precision"] == "double", said[-1]
    about, arrays = tensors(path)
    assert about["precision"] == "double", about
    values = arrays["1.dense.weight"]
    single = [struct.unpack("<f", struct.pack("<f", v))[0] for v in values]
    assert values != single
    (again,) = lines("evaluate", path, "--data", bars())
    assert again["count"] == 60, again


@tap.case
def a_convolution_and_every_optimizer_learn():
    """The loss of the last epoch lies below that of the first."""
    for name, rate in (("gradient descent", "0.1"), ("SGD", "0.05"),
                       ("momentum", "0.02"), ("nesterov", "0.02"),
                       ("adagrad", "0.05"), ("rmsprop", "0.005"),
                       ("adam", "0.01"), ("adamw", "0.01")):
        said = lines("train", "cnn", "--data", bars(), "--net",
                     "conv 3x3x2 relu; pool 2; dense *", "--epochs", "15",
                     "--optimizer", name, "--learning-rate", rate)
        assert said[-2]["train_loss"] < 0.8 * said[0]["train_loss"], \
            (name, said)


@tap.case
def a_text_is_learned():
    """Of abcabc… the next letter is certain."""
    text = cli.write("abc.txt", "abc" * 400)
    net = cli.path("abc")
    said = lines("train", "lstm", "--data", text, "--net",
                 "embedding 4; lstm 8; dense *", "--window", "8", "--epochs",
                 "10", "--learning-rate", "0.03", "-o", net)
    # Only the first letter of a window cannot be known from what is before,
    # and it is known, too: each letter has one successor.
    assert said[-1]["accuracy"] == 1, said[-1]
    assert said[-1]["count"] == (120 - 1) // 8 * 8, said[-1]
    (again,) = lines("evaluate", net, "--data", text)
    assert again["accuracy"] == 1 and again["count"] == 1199 // 8 * 8, again
    about, _ = tensors(net)
    assert about["vocabulary"] == "abc" and about["steps"] == "8", about


@tap.case
def people_are_told_in_words():
    done = cli.call("train", "mlp", "--data", bars(), "--epochs", "2", "-o",
                    cli.path("words"))
    text = done.stdout.decode()
    assert done.returncode == 0 and done.stderr == b"", done.stderr
    assert text.count("\n") == 3 and "epoch 2: loss " in text, text
    done = cli.call("evaluate", cli.path("words"), "--data", bars())
    assert "on 60 answers" in done.stdout.decode(), done.stdout
    done = cli.call("train", "mlp", "--data", bars(), "--epochs", "1", "-q")
    assert done.stdout == b"", done.stdout


@tap.case
def an_interrupted_training_leaves_its_network():
    net = cli.path("interrupted")
    process = subprocess.Popen(
        [cli.PROGRAM, "train", "mlp", "--data", bars(), "--epochs", "1000000",
         "--json", "-o", net], stdout=subprocess.PIPE)
    first = cli.strict(process.stdout.readline().decode())
    assert first["epoch"] == 1, first
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[0].decode().splitlines()
    assert process.returncode == 130, process.returncode
    last = cli.strict(rest[-1])
    assert last["status"] == "interrupted" and last["steps"] > 0, last
    (said,) = lines("evaluate", net, "--data", bars())
    assert said["count"] == 60, said


@tap.case
def a_stray_label_is_remarked_upon():
    stray = idx("stray-labels", [60], [0, 1] * 29 + [0, 77])
    done = cli.call("train", "mlp", "--data", bars(), "--labels", stray,
                    "--epochs", "1", "--net", "dense *", "--json")
    words = done.stderr.decode()
    assert done.returncode == 0 and words.count("\n") == 1, words
    for word in "no image has the label 2,", "up to 77", "78 classes":
        assert word in words, words


# ---- What is wrong ----

@tap.case
def what_cannot_be_trained_is_refused_in_one_sentence():
    data = bars()
    few = idx("few-labels", [3], [0, 1, 0])
    for words, arguments in (
            (["“rnn”", "mlp, cnn or lstm"], ["rnn"]),
            (["argument"], []),
            (["Layer 2", "wobble", "dense"],
             ["mlp", "--net", "dense 5; wobble 3"]),
            (["Layer 3", "5×5", "1×1×8"], ["cnn"]),
            (["3 numbers", "2 classes"], ["mlp", "--net", "dense 3"]),
            (["few-labels", "3 labels", "60 images"],
             ["mlp", "--labels", few]),
            (["--epochs"], ["mlp", "--epochs", "0"]),
            (["--batch"], ["mlp", "--batch", "0"]),
            (["--optimizer", "“newton”", "AdaGrad"],
             ["mlp", "--optimizer", "newton"]),
            (["--learning-rate"], ["mlp", "--learning-rate", "0"]),
            (["--precision", "“half”"], ["mlp", "--precision", "half"]),
            (["--seed"], ["mlp", "--seed", str(2 ** 53)]),
            (["--shift 6", "6 × 6"], ["mlp", "--shift", "6"]),
            (["--window"], ["mlp", "--window", "5"]),
            (["--shift"], ["lstm", "--shift", "5"]),
            (["cannot be written"], ["mlp", "-o", "/no/such/folder/net"]),
            (["folder"], ["mlp", "-o", cli.folder.name]),
            (["net.png", "safetensors"], ["mlp", "-o", cli.path("net.png")]),
            (["“rellu”", "dense N", "relu, leaky"],
             ["mlp", "--net", "dense 5 rellu; dense *"])):
        cli.refused("train", *arguments, *(["--data", data] if arguments and
                                           arguments[0] != "rnn" else []),
                    says=words)


@tap.case
def wrong_data_are_refused_in_one_sentence():
    text = cli.write("short.txt", "abc" * 20)
    one = idx("one-images-idx3-ubyte", [1, 2, 2], [1, 2, 3, 4])
    idx("one-labels-idx1-ubyte", [1], [0])
    alone = idx("alone", [1, 2, 2], [1, 2, 3, 4])
    same = idx("same-images-idx3-ubyte", [20, 2, 2], range(80))
    idx("same-labels-idx1-ubyte", [20], [3] * 20)
    for words, arguments in (
            (["no IDX file"], ["mlp", "--data", text]),
            (["UTF-8"], ["lstm", "--data", bars()]),
            (["too few"], ["lstm", "--data", text]),
            (["too few"], ["mlp", "--data", one]),
            (["every image has the label 3", "two"],
             ["mlp", "--data", same]),
            (["alone", "labels"], ["mlp", "--data", alone]),
            (["does not exist"], ["mlp", "--data", "/no/such-images-idx3"]),
            (["does not exist"], ["lstm", "--data", "/no/such"]),
            (["folder"], ["lstm", "--data", cli.folder.name]),
            (["empty"], ["lstm", "--data", cli.write("none", "")])):
        cli.refused("train", *arguments, says=words)


@tap.case
def what_cannot_be_evaluated_is_refused_in_one_sentence():
    net, words = cli.path("bars.net"), cli.path("text.net")
    small("-o", net)
    text = cli.write("abc.txt", "abc" * 400)
    lines("train", "lstm", "--data", text, "--window", "8", "--epochs", "1",
          "-o", words)
    other = cli.write("other.txt", "abcab\nd" * 30)
    three = idx("three-images-idx3-ubyte", [4, 6, 6], [0] * 144)
    idx("three-labels-idx1-ubyte", [4], [0, 1, 2, 0])
    whole = net.read_bytes()
    cut = cli.write("cut", whole[:-4])
    strange = cli.write("strange", whole.replace(b"epigraph network",
                                                 b"pictures network"))
    picture = cli.write("p.pgm", b"P5 2 2 255\nabcd")
    for says, arguments in (
            (["does not exist"], ["/no/such"]),
            (["safetensors"], [text]),
            (["cut", "ends at byte"], [cut]),
            (["strange", "format"], [strange]),
            (["28 × 28", "6 × 6"], [net]),
            (["a label is 2", "2 classes"], [net, "--data", three]),
            (["no IDX file"], [net, "--data", text]),
            (["2 × 2", "6 × 6"], [net, "--data", picture]),
            (["line 1", "“F”"], [words]),
            (["line 1", "U+000A", "3"], [words, "--data", other]),
            (["--labels"], [words, "--labels", three]),
            (["picture", "text"], [words, "--data", picture]),
            (["--labels"], [net, "--data", picture, "--labels", three])):
        cli.refused("evaluate", *arguments, says=says)


@tap.case
def a_loss_that_is_not_finite_ends_with_its_reason():
    net = cli.path("diverged")
    done = cli.call("train", "mlp", "--data", bars(), "--optimizer", "sgd",
                    "--learning-rate", "1e35", "-o", net)
    sentence = done.stderr.decode()
    assert done.returncode == 3, (done.returncode, sentence)
    assert sentence.count("\n") == 1 and "diverged" in sentence, sentence
    assert "layer" in sentence.lower() and "step" in sentence, sentence
    assert not net.exists()


tap.main()
