#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages say every option that the programs' own help says.

    test-man.py EPIGRAPH-CLI EPIGRAPH
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from cli import CARS, PLAN
from tap import Skip, case, main

PAGES = pathlib.Path(__file__).resolve().parents[2] / 'docs/man'
CLI, WINDOW = map(os.path.abspath, sys.argv[1:3])
COMMANDS = ('lessons', 'run', 'render', 'solve', 'verify',
            'svm train', 'svm predict', 'logistic train',
            'logistic predict', 'train', 'evaluate', 'bench',
            'diagnose')


def help_of(*command):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ('DISPLAY', 'WAYLAND_DISPLAY')}
    done = subprocess.run([*command, '--help'], capture_output=True, text=True,
                          env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def options(text):
    """The long and short options that a help text lists."""
    return set(re.findall(r'(?<![\w-])(--[a-z][a-z0-9-]*|-[a-z])\b', text))


def page_options(page):
    """The options of an mdoc page: .Fl -name, .Fl o, also inside .Op."""
    text = (PAGES / page).read_text()
    return {'-' + name for name in re.findall(r'\bFl (-?[a-z][a-z0-9-]*)', text)}


def said(page, *helps):
    missing = set().union(*map(options, helps)) - page_options(page)
    assert not missing, f'{page} does not say {sorted(missing)}'


def invented(page, *helps):
    too_many = page_options(page) - set().union(*map(options, helps))
    assert not too_many, f'{page} says {sorted(too_many)}, which do not exist'


@case
def every_option_of_the_command_line_is_in_its_page():
    helps = [help_of(CLI)] + [help_of(CLI, *name.split()) for name in COMMANDS]
    said('epigraph-cli.1', *helps)
    invented('epigraph-cli.1', *helps)


@case
def every_option_of_the_window_is_in_its_page():
    text = help_of(WINDOW)
    # GTK's own options have a help text of their own.
    own = re.sub(r'--help-(all|gapplication|gtk)|--gapplication-service', '',
                 text)
    said('epigraph.1', own)
    invented('epigraph.1', own)


@case
def every_command_is_in_the_help_and_in_the_page():
    text, page = help_of(CLI), (PAGES / 'epigraph-cli.1').read_text()
    for name in COMMANDS:
        assert re.search(rf'^  {name} ', text, re.M), name
        assert f'.It Cm {name}' in page, name


def examples(text, start):
    """The command lines of a text, joined where they go on, as words."""
    lines = text.replace('\\\n', ' ').splitlines()
    return [shlex.split(line[len(start):], comments=True) for line in lines
            if line.startswith(start)]


@case
def every_example_runs():
    readme = (PAGES.parents[1] / 'README.md').read_text()
    page = (PAGES / 'epigraph-cli.1').read_text()
    commands = (examples(readme, '    epigraph-cli ')
                + examples(page, '.Dl epigraph-cli '))
    assert len(commands) >= 8, commands
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/cars.csv', 'w') as cars:
            cars.write('speed,dist\n' + ''.join(f'{x},{y}\n'
                                                for x, y in CARS))
        with open(f'{folder}/plan.mps', 'w') as plan:
            plan.write(PLAN)
        with open(f'{folder}/heart', 'w') as heart:
            heart.write('1 1:1 2:0.5\n-1 1:-1\n1 1:2 2:1\n-1 2:-2\n')
        for command in commands:
            if command[0] == 'bench':
                continue  # measures for a minute
            done = subprocess.run([CLI, *command], cwd=folder, timeout=60,
                                  capture_output=True, text=True)
            assert done.returncode == 0, (command, done.stderr)
            assert done.stderr == '', (command, done.stderr)


@case
def the_pages_are_well_formed():
    if shutil.which('mandoc') is None:
        raise Skip('mandoc is not installed')
    done = subprocess.run(['mandoc', '-Tlint', '-Wwarning',
                           *sorted(map(str, PAGES.glob('*.1')))],
                          capture_output=True, text=True, timeout=60)
    assert done.stdout == '' and done.returncode == 0, done.stdout


main()
