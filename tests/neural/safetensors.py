#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another reader and writer of safetensors, from the format's description.

    safetensors.py write|check FILE

Both know the same tensors; check reads what the program wrote of them.
"""
import json
import struct
import sys

CODES = {"F64": "<d", "F32": "<f", "F16": "<e", "I64": "<q"}
TENSORS = {  # name: dtype, shape, values
    "dense1.weight": ("F32", [2, 3], [0.5, -1.25, 3e-5, 1e30, -0.0, 7.0]),
    "double": ("F64", [3], [0.1, -1e300, 5e-324]),
    "half": ("F16", [2, 2], [1.5, -65504.0, 2.0 ** -24, 0.25]),
    "brain": ("BF16", [2], [1.0, -3.140625]),
    "whole": ("I64", [2], [-(2 ** 53), 9007199254740991]),
    "scalar": ("F32", [], [42.0]),
    "empty": ("F32", [0, 7], []),
}
METADATA = {"net": "dense 3 tanh; dense 2", "vocabulary": "\n aé“”"}


def pack(dtype, value):
    if dtype == "BF16":  # the upper half of an F32
        return struct.pack("<f", value)[2:]
    return struct.pack(CODES[dtype], value)


def write(path):
    header, data = {"__metadata__": METADATA}, b""
    for name, (dtype, shape, values) in TENSORS.items():
        begin = len(data)
        data += b"".join(pack(dtype, value) for value in values)
        header[name] = {"dtype": dtype, "shape": shape,
                        "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def check(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    assert length % 8 == 0, length
    assert header.pop("__metadata__") == METADATA, header
    assert set(header) == set(TENSORS), header
    end = 0
    for name, entry in header.items():
        dtype, shape, values = TENSORS[name]
        begin, last = entry["data_offsets"]
        assert begin == end and entry["dtype"] == dtype, entry
        assert entry["shape"] == shape, entry
        assert data[begin:last] == b"".join(pack(dtype, value)
                                            for value in values), name
        end = last
    assert end == len(data), (end, len(data))


{"write": write, "check": check}[sys.argv[1]](sys.argv[2])
