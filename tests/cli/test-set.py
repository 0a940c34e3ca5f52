#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `--set` takes and what it refuses, in every lesson.

    test-set.py EPIGRAPH-CLI
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import refused
from tap import case, main


def ranges(lesson):
    """Parameters that have a range: [name, minimum, maximum]."""
    about = cli.strict(cli.call('lessons', lesson, '--json').stdout)
    return [(p['name'], p['minimum'], p['maximum']) for p in about['params']
            if p['type'] in ('number', 'integer')]


@case
def every_parameter_out_of_its_range():
    lines = cli.call('lessons', '--json').stdout.decode().splitlines()
    lessons = [cli.strict(line)['id'] for line in lines]
    assert len(lessons) > 1
    for lesson in lessons:
        for name, low, high in ranges(lesson):
            for value in (low - 1, high + 1 + abs(high)):
                said = refused('run', lesson, '--set', f'{name}={value!r}',
                               says=[f'{name} is ', ' from ', ' to '])
                ends = [float(n) for n in said.split(' from ')[1].split(' to ')]
                assert ends == [low, high], said


@case
def a_handle_where_it_cannot_stand():
    for lesson, value in (('kl-divergence', 'start=(1, 0)'),
                          ('kl-divergence', 'q=(0, -1)'),
                          ('kl-divergence', 'q=(500, 0.3)'),
                          ('maximum-likelihood', 'start=(1, 0)'),
                          ('svm', 'choice=(0, 1)'),
                          ('whats-the-fuss', 'a=(-1, 2)')):
        place = value.split('=')[1]
        refused('run', lesson, '--set', value,
                says=[value.split('=')[0] + f' is {place}, but', ' would be '])
    refused('run', 'semidefinite-program', '--set', 'F0-entries=(1, 2)',
            says='F0=[')


@case
def a_handle_below_a_small_limit():
    """The tolerance is from 1e-12 to 0.01; its place across says nothing."""
    for y, limit in (('1e-13', '1e-12'), ('0', '1e-12'), ('-1e-7', '1e-12'),
                     ('9.99e-13', '1e-12'), ('0.0100001', '0.01')):
        refused('run', 'convex-program', '--set', f'accuracy=(0, {y})',
                says=f'accuracy is (0, {y}), but it cannot stand there: its '
                     f'second coordinate would be {limit}')
    for y in (1e-12, 1.234e-5, 0.01):
        last = cli.frames('convex-program', '--set', f'accuracy=(0, {y})')[-1]
        same = cli.frames('convex-program', '--set', f'tolerance={y}')[-1]
        assert last['certificate'] == same['certificate'], (last, same)


@case
def a_handle_is_set_as_it_is_listed():
    """Or, where a parameter has its name, as that."""
    for line in cli.call('lessons', '--json').stdout.decode().splitlines():
        lesson = cli.strict(line)['id']
        about = cli.strict(cli.call('lessons', lesson, '--json').stdout)
        names = {p['name'] for p in about['params']}
        text = cli.call('lessons', lesson).stdout.decode()
        for handle in {h['name'] for h in about['handles']} & names:
            assert f'(--set {handle}=VALUE)' in text, (lesson, handle)
        keys = refused('run', lesson, '--set', 'nosuch=1', says='nosuch')
        keys = keys.split('there are: ')[1].split(', ')
        assert len(set(names) & set(keys)) == len(names), keys
        for handle in {h['name'] for h in about['handles']} & names:
            assert keys.count(handle) == 1, (lesson, keys)


main()
