#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./epigraph, ./check and what they share, in a copy of their own.

The programs that they call (dpkg-query, apt-get, sudo, id, meson, ninja) are
replaced by small ones that write down how they were called; no package is
installed and nothing is built.
"""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from tap import Skip, case, main

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ['epigraph', 'check', '.ci/run', 'tools/setup.sh']


class House:
    """A copy of the scripts, and a folder of fake programs before PATH."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name) / 'a house'
        self.bin = pathlib.Path(self.folder.name) / 'bin'
        self.log = pathlib.Path(self.folder.name) / 'calls'
        self.bin.mkdir()
        self.root.mkdir()
        for name in ('epigraph', 'check', 'packages.txt'):
            shutil.copy(SOURCE / name, self.root)
        shutil.copytree(SOURCE / 'tools', self.root / 'tools')
        self.log.touch()
        self.environment = dict(os.environ, LC_ALL='C.UTF-8',
                                PATH=f'{self.bin}:{os.environ["PATH"]}')
        for name in ('DISPLAY', 'WAYLAND_DISPLAY'):
            self.environment.pop(name, None)
        # All is installed and built, and the user is nobody special.
        self.missing([])
        self.fake('id', 'echo 1000')
        self.fake('meson', 'exit 1')
        self.fake('ninja', 'echo "ninja: no work to do."')
        for name in ('sudo', 'apt-get'):
            self.fake(name, 'exit 1')
        build = self.root / 'build'
        (build / 'app').mkdir(parents=True)
        (build / 'build.ninja').touch()
        self.write(build / 'app/epigraph',
                   'printf "window:"; printf " <%s>" "$@"; echo')

    def write(self, path, body):
        path.write_text(f'#!/bin/bash\n{body}\n')
        path.chmod(0o755)

    def fake(self, name, body):
        self.write(self.bin / name,
                   f'echo {name} "$@" >> "{self.log}"\n{body}')

    def missing(self, packages):
        """dpkg-query knows all packages but these."""
        tests = ' '.join(f'[ "$p" = {p} ] && continue;' for p in packages)
        self.write(self.bin / 'dpkg-query',
                   f'shift 3; for p in "$@"; do {tests} '
                   'echo "$p installed"; done')

    def calls(self, name):
        return [line for line in self.log.read_text().splitlines()
                if line.startswith(name)]

    def run(self, script, *arguments, shell=None):
        command = ([str(self.root / script), *arguments] if shell is None
                   else ['bash', '-c', shell])
        return subprocess.run(command, cwd=self.root, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60)

    def run_on_terminal(self, script, answer):
        """The output, with answer typed at the first question."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(self.root / script, [script], self.environment)
        output, answered = b'', False
        while True:
            try:
                block = os.read(terminal, 4096)
            except OSError:  # the other side is closed
                break
            if not block:
                break
            output += block
            if not answered and b'[Y/n]' in output:
                os.write(terminal, answer.encode() + b'\n')
                answered = True
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), output.decode()


def sections(*names):
    done = House().run(None, shell='. tools/setup.sh; section_packages '
                       + ' '.join(names))
    return done.stdout.split()


@case
def the_sections_of_packages_are_read_one_by_one():
    run, test, bench = sections('run'), sections('test'), sections('bench')
    assert 'libgtk-4-dev' in run and 'xvfb' in test and bench
    assert 'xvfb' not in run and 'libgtk-4-dev' not in test
    assert sections('run', 'test') == run + test
    assert sections('no-such-section') == []
    words = [word for line in (SOURCE / 'packages.txt').read_text().splitlines()
             for word in line.split('#')[0].split() if word[0] != '[']
    assert run + test + bench == words, 'a package stands in no section'
    assert len(set(words)) == len(words), 'a package stands there twice'


@case
def nothing_is_installed_when_nothing_is_missing():
    house = House()
    house.run('epigraph', '--version')
    assert house.calls('sudo') == [] and house.calls('apt-get') == []


@case
def a_missing_package_is_named_and_not_installed_without_a_terminal():
    house = House()
    house.missing(['libmd4c-dev', 'zlib1g-dev'])
    done = house.run('epigraph')
    assert done.returncode == 1
    assert 'missing: libmd4c-dev zlib1g-dev' in done.stderr, done.stderr
    assert 'sudo apt-get install libmd4c-dev zlib1g-dev' in done.stderr
    assert house.calls('sudo') == [] and house.calls('apt-get') == []


@case
def on_a_terminal_it_asks_and_no_is_an_answer():
    house = House()
    house.missing(['libmd4c-dev'])
    status, output = house.run_on_terminal('epigraph', 'n')
    assert status == 1, output
    assert 'missing: libmd4c-dev' in output and '[Y/n]' in output
    assert house.calls('sudo') == [] and house.calls('apt-get') == []


@case
def on_a_terminal_yes_installs_with_sudo():
    house = House()
    house.missing(['libmd4c-dev'])
    house.fake('sudo', 'exit 0')
    _, output = house.run_on_terminal('epigraph', 'y')
    calls = house.calls('sudo')
    assert len(calls) == 1 and calls[0].endswith('libmd4c-dev'), (calls, output)
    assert 'apt-get' in calls[0] and ' install ' in calls[0]


@case
def root_installs_without_being_asked():
    house = House()
    house.missing(['libmd4c-dev'])
    house.fake('id', 'echo 0')
    house.fake('apt-get', 'exit 0')
    house.run('epigraph')
    calls = house.calls('apt-get')
    assert len(calls) == 1 and calls[0].endswith('libmd4c-dev'), calls
    assert house.calls('sudo') == []


@case
def the_lists_of_packages_are_fetched_when_one_is_not_found():
    house = House()
    house.missing(['libmd4c-dev'])
    house.fake('id', 'echo 0')
    house.fake('apt-get', f'grep -q update "{house.log}"')
    done = house.run('epigraph', '--version')
    assert [call.split()[2] for call in house.calls('apt-get')] == \
        ['install', 'update', 'install']
    assert 'window: <--version>' in done.stdout, done.stderr


@case
def packages_that_cannot_be_installed_end_it_with_a_sentence():
    house = House()
    house.missing(['libmd4c-dev'])
    house.fake('id', 'echo 0')
    done = house.run('epigraph')
    assert done.returncode == 1
    assert 'could not be installed' in done.stderr
    assert 'window' not in done.stdout


@case
def arguments_go_to_the_program_as_they_are():
    house = House()
    house.environment['DISPLAY'] = ':42'
    done = house.run('epigraph', 'a file.epigraph', '--lesson', '*')
    assert done.stdout == 'window: <a file.epigraph> <--lesson> <*>\n', \
        done.stdout + done.stderr
    assert done.returncode == 0


@case
def without_a_display_one_sentence_says_what_to_run_instead():
    house = House()
    done = house.run('epigraph')
    assert done.returncode == 1 and done.stdout == ''
    assert len(done.stderr.splitlines()) == 1
    assert 'no display' in done.stderr and 'epigraph-cli' in done.stderr


@case
def help_needs_no_display():
    for option in ('--help', '--version'):
        assert House().run('epigraph', option).stdout == f'window: <{option}>\n'


@case
def a_second_call_starts_within_a_second():
    house = House()
    start = time.monotonic()
    done = house.run('epigraph', '--version')
    assert time.monotonic() - start < 1
    assert done.stderr == ''
    assert house.calls('meson') == []


@case
def a_build_that_fails_ends_it_with_a_sentence():
    house = House()
    house.fake('ninja', 'exit 1')
    done = house.run('epigraph', '--version')
    assert done.returncode == 1 and done.stdout == ''
    assert 'the build in build failed' in done.stderr


@case
def the_first_call_configures_and_says_why_it_cannot():
    house = House()
    (house.root / 'build/build.ninja').unlink()
    house.fake('meson', 'echo "no compiler"; exit 1')
    done = house.run('epigraph')
    assert done.returncode == 1
    assert 'no compiler' in done.stderr and 'build.log' in done.stderr
    assert house.calls('meson') == ['meson setup build']


@case
def check_refuses_an_option_that_it_does_not_have():
    done = House().run('check', '--fast')
    assert done.returncode == 2 and "'--fast'" in done.stderr
    done = House().run('check', '--fuzz', 'long')
    assert done.returncode == 2 and 'seconds' in done.stderr


def count(tests=(), tap=None, broken=()):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / 'testlog.json'
        log.write_text(''.join(json.dumps(test) + '\n' for test in tests))
        arguments = [f'--log={log}'] + [f'--broken={b}' for b in broken]
        if tap is not None:
            path = pathlib.Path(folder) / 'fuzz.tap'
            path.write_text(tap)
            arguments.append(f'--log={path}')
        done = subprocess.run(
            [sys.executable, SOURCE / 'tools/count-tests.py', *arguments],
            capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.splitlines()[-1]


def ran(name, result, stdout='', returncode=0):
    return {'name': name, 'result': result, 'stdout': stdout,
            'returncode': returncode}


@case
def the_last_line_counts_cases_not_programs():
    assert count([ran('a', 'OK', '1..2\nok 1 /x\nok 2 /y\n'),
                  ran('b', 'OK')]) == (0, '3 passed, 0 failed')


@case
def a_failed_case_fails_the_check():
    assert count([ran('a', 'FAIL', '1..2\nok 1 /x\nnot ok 2 /y\n', 1)]) == \
        (1, '1 passed, 1 failed')


@case
def a_crash_counts_although_no_case_failed():
    assert count([ran('a', 'ERROR', '1..9\nok 1 /x\n', -11)]) == \
        (1, '1 passed, 1 failed')
    assert count([ran('a', 'TIMEOUT', '1..9\nok 1 /x\n', -15)]) == \
        (1, '1 passed, 1 failed')


@case
def a_skipped_case_is_counted_as_that():
    assert count([ran('a', 'OK', 'ok 1 /x # SKIP no device\nok 2 /y\n')]) == \
        (0, '1 passed, 0 failed, 1 skipped')


@case
def a_build_that_failed_and_no_test_at_all_are_failures():
    assert count([ran('a', 'OK')], broken=['build']) == \
        (1, '1 passed, 1 failed')
    assert count([]) == (1, '0 passed, 0 failed')


@case
def fuzzers_count_by_their_lines():
    assert count(tap='1..2\nok 1 csv\nnot ok 2 story\n') == \
        (1, '1 passed, 1 failed')
    assert count([ran('a', 'OK')], tap='1..0 # SKIP no clang\n') == \
        (0, '1 passed, 0 failed, 1 skipped')


@case
def figures_of_benchmarks_become_a_table():
    figure = {'name': 'drag', 'value': 5.25, 'unit': 'ms', 'goal': 6,
              'better': 'lower', 'met': True, 'blas': 'Haswell',
              'blas_threads': 1}
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / 'benchmarklog.json'
        log.write_text(json.dumps(ran('a', 'OK', 'for people\n'
                                      + json.dumps(figure) + '\n')) + '\n')
        done = subprocess.run(
            [sys.executable, SOURCE / 'tools/bench-table.py', log],
            capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1].split() == \
        ['drag', '5.25', 'ms', '≤', '6', 'ms', 'met', 'Haswell', '×1'], \
        done.stdout + done.stderr


@case
def shellcheck_finds_nothing():
    if shutil.which('shellcheck') is None:
        raise Skip('shellcheck is not installed')
    done = subprocess.run(['shellcheck', '-x', *SCRIPTS], cwd=SOURCE,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


main()
