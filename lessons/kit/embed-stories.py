#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the stories of the lessons part of the program.

    embed-stories.py COMPILER LESSONS OUTPUT.c DEPFILE [ID ...]

COMPILER is glib-compile-resources, LESSONS the folder of the lessons.  For each
lesson its lesson.md and everything in its formulas/ become resources under
/org/epigraph/lessons/ID/ (see kit/epi-lesson-story.h).
"""
import os
import subprocess
import sys
import tempfile


def story_files(lessons, lesson_id):
    """The files of one lesson, relative to the folder of the lessons."""
    yield f"{lesson_id}/lesson.md"
    formulas = os.path.join(lessons, lesson_id, "formulas")
    if os.path.isdir(formulas):
        for name in sorted(os.listdir(formulas)):
            if name == "spoken.json" or name.endswith(".svg"):
                yield f"{lesson_id}/formulas/{name}"


def main():
    compiler, lessons, output, depfile, *ids = sys.argv[1:]
    names = [name for i in ids for name in story_files(lessons, i)]
    lines = ["<gresources>", '<gresource prefix="/org/epigraph/lessons">']
    lines += [f'<file compressed="true">{name}</file>' for name in names]
    lines += ["</gresource>", "</gresources>"]
    with tempfile.TemporaryDirectory() as folder:
        xml = os.path.join(folder, "stories.gresource.xml")
        with open(xml, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        subprocess.run(
            [compiler, "--generate-source", "--manual-register",
             "--c-name=epi_stories", f"--sourcedir={lessons}",
             f"--target={output}", xml], check=True)
    paths = " ".join(os.path.join(lessons, name) for name in names)
    with open(depfile, "w", encoding="utf-8") as file:
        file.write(f"{output}: {paths}\n")


main()
