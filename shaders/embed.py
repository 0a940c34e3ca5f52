#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the kernels as C strings: embed.py OUTPUT FILE...

The table is read through engine/compute/epi-shaders.h, by file name.
"""
import os
import sys


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
            with open(name, encoding="utf-8") as source:
                text = source.read()
            out.write('  {"%s",\n%s},\n' % (os.path.basename(name),
                                            c_string(text)))
        out.write("  {NULL, NULL}};\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
