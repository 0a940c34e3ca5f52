#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the kernels as C strings: embed.py OUTPUT FILE...

The table is read through engine/compute/epi-shaders.h, by file name.  A line
#include "name" is replaced by the file of that name beside the includer.
"""
import os
import re
import sys


def read(name):
    with open(name, encoding="utf-8") as source:
        lines = source.read().splitlines(keepends=True)
    text = ""
    for line in lines:
        match = re.match(r'#include "(.*)"', line)
        text += (read(os.path.join(os.path.dirname(name), match[1]))
                 if match else line)
    return text


def c_string(text):
    lines = text.splitlines(keepends=True)
    return "\n".join('    "%s"' % escape(line) for line in lines)


def escape(line):
    # GLSL compilers read ASCII; the comments speak mathematics.
    plain = "".join(c if c.isascii() else "." for c in line)
    return (plain.replace("\\", "\\\\").replace('"', '\\"')
            .replace("\n", "\\n"))


def main(output, names):
    with open(output, "w", encoding="ascii") as out:
        out.write('#include "compute/epi-shaders.h"\n\n')
        out.write("const EpiShaderSource epi_shader_sources[] = {\n")
        for name in names:
            out.write('  {"%s",\n%s},\n' % (os.path.basename(name),
                                            c_string(read(name))))
        out.write("  {NULL, NULL}};\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
