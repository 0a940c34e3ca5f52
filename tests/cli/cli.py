# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling epigraph-cli, which is the first argument of the test."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = sys.argv[1]
folder = tempfile.TemporaryDirectory()

# R's data set cars (Ezekiel 1930): speed in mph, distance to stop in feet.
CARS = [(4, 2), (4, 10), (7, 4), (7, 22), (8, 16), (9, 10), (10, 18), (10, 26),
        (10, 34), (11, 17), (11, 28), (12, 14), (12, 20), (12, 24), (12, 28),
        (13, 26), (13, 34), (13, 34), (13, 46), (14, 26), (14, 36), (14, 60),
        (14, 80), (15, 20), (15, 26), (15, 54), (16, 32), (16, 40), (17, 32),
        (17, 40), (17, 50), (18, 42), (18, 56), (18, 76), (18, 84), (19, 36),
        (19, 46), (19, 68), (20, 32), (20, 48), (20, 52), (20, 56), (20, 64),
        (22, 66), (23, 54), (24, 70), (24, 92), (24, 93), (24, 120), (25, 85)]

# minimize x + 2y + 3, x + y >= 2, y <= 5: 5 at (2, 0), multiplier 1.
PLAN = """NAME plan
ROWS
 N COST
 G NEED
COLUMNS
 X COST 1 NEED 1
 Y COST 2 NEED 1
RHS
 RHS NEED 2 COST -3
BOUNDS
 UP BND Y 5
ENDATA
"""


def path(name):
    return pathlib.Path(folder.name) / name


def write(name, content):
    """A file in the test's folder; returns its path as text."""
    if isinstance(content, str):
        content = content.encode()
    path(name).write_bytes(content)
    return str(path(name))


def table(name, rows, header='x,y'):
    return write(name, '\n'.join([header, *(','.join(map(str, row))
                                            for row in rows)]) + '\n')


def cars():
    return ['--data', table('cars.csv', CARS, 'speed,dist'),
            '--x', 'speed', '--y', 'dist']


def call(*arguments, env=None, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=110,
                          env=dict(os.environ, **(env or {})), **options)


def strict(text):
    """JSON as its standard has it: no NaN, no Infinity, no name twice."""
    def refuse(word):
        raise ValueError(f'{word} is not JSON')

    def once(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f'{twice} stand more than once in one object')
        return dict(pairs)
    return json.loads(text, parse_constant=refuse, object_pairs_hook=once)


def frames(*arguments, status=0, **options):
    """The objects that run --json prints; the last one is the answer."""
    done = call('run', *arguments, '--json', **options)
    assert done.returncode == status, (done.returncode, done.stderr.decode())
    return [strict(line) for line in done.stdout.decode().splitlines()]


def refused(*arguments, says=(), status=2, **options):
    """Refused with one sentence, which has these words in it."""
    done = call(*arguments, **options)
    error = done.stderr.decode()
    assert done.returncode == status, (arguments, done.returncode, error)
    assert done.stdout == b'', (arguments, done.stdout[:200])
    lines = error.splitlines()
    assert len(lines) == 1, (arguments, error)
    assert lines[0].startswith('epigraph-cli: '), error
    assert len(lines[0]) < 600, f'{len(lines[0])} characters: {error[:300]}'
    for word in [says] if isinstance(says, str) else says:
        assert word in lines[0], (arguments, f'no “{word}” in: {error}')
    return lines[0]
