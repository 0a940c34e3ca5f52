#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input gets one clear sentence and the right exit status.

    test-bad-input.py EPIGRAPH-CLI
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import cars, refused, table, write
from tap import case, main


def fit(data, *arguments, **options):
    """A line through x and y of the file is refused."""
    return refused('run', 'least-squares', '--data', data, '--x', 'x', '--y',
                   'y', '--set', 'method=qr', *arguments, **options)


# ---- Files ----

@case
def an_empty_file():
    fit(write('empty.csv', ''), says='empty.csv')
    fit(write('blank.csv', '\n \n\n'), says='blank.csv')


@case
def only_a_header():
    fit(write('header.csv', 'x,y\n'), says='header.csv')


@case
def text_where_numbers_should_be():
    fit(table('text.csv', [(1, 2), (2, 'three'), (3, 4)]),
        says=['text.csv', 'three', '3'])


@case
def nothing_but_text():
    """Nobody can answer which column it should be."""
    refused("run", "maximum-likelihood", "--data",
            write("words.csv", "x\nhello\nyou\n"),
            says=["a column of numbers", "all are text"])


@case
def a_number_that_no_double_can_hold():
    fit(table('huge.csv', [(1, 2), (2, '1e999'), (3, 4)]),
        says=['huge.csv', '1e999'])


@case
def nan_is_a_missing_value_and_its_row_is_left_out():
    data = table('nan.csv', [(1, 2), (2, 'NaN'), (3, 6), (4, 'NA'), (5, 10)])
    answer = cli.frames('least-squares', '--data', data, '--x', 'x', '--y',
                        'y', '--set', 'method=qr')[-1]
    assert answer['rmse'] < 1e-12 and answer['status'] == 'optimal'


@case
def nothing_but_missing_values():
    fit(table('nans.csv', [(1, 'NaN'), (2, 'NaN')]), says='point')


@case
def infinite_values_do_not_pass_for_numbers():
    data = table('inf.csv', [(1, 2), (2, 'inf'), (3, 6)])
    done = cli.call('run', 'least-squares', '--data', data, '--x', 'x', '--y',
                    'y', '--json', '--set', 'method=qr')
    assert done.returncode in (0, 2)
    if done.returncode == 0:  # left out like a missing value
        answer = cli.strict(done.stdout.splitlines()[-1])
        assert answer['rmse'] < 1e-12


@case
def ragged_rows():
    fit(write('ragged.csv', 'x,y\n1,2\n3\n5,6\n7,8\n'), says='ragged.csv')
    fit(write('tiny.csv', 'x,y\n1,2\n3\n'), says=['tiny.csv', 'line 3'])
    fit(write('longer.csv', 'x,y\n' + '1,2\n' * 20 + '3,4,5\n'),
        says=['longer.csv', '22'])


@case
def a_million_columns():
    fit(write('wide.csv', ','.join(f'c{i}' for i in range(10 ** 6)) + '\n'
              + ','.join(['1'] * 10 ** 6) + '\n'), says='wide.csv')


@case
def a_file_that_does_not_exist():
    fit(cli.path('nothing.csv'), says='nothing.csv')


@case
def a_directory():
    cli.path('folder').mkdir(exist_ok=True)
    fit(cli.path('folder'), says='folder')
    refused('run', str(cli.path('folder')) + '/', says='folder')


@case
def a_fifo_does_not_block():
    for name in ('fifo.csv', 'fifo.epigraph'):
        if not cli.path(name).exists():
            os.mkfifo(cli.path(name))
    fit(cli.path('fifo.csv'), says='fifo.csv')
    refused('run', cli.path('fifo.epigraph'), says='fifo.epigraph')


@case
def a_device_is_no_table():
    fit('/dev/zero', says='zero')


@case
def a_file_without_permission():
    data = table('secret.csv', [(1, 2), (3, 4)])
    document = write('secret.epigraph', '{"epigraph": "1.0"}')
    for path in (data, document):
        os.chmod(path, 0)
    user = {}
    if os.geteuid() == 0:  # to whom nothing is forbidden: be nobody
        shutil.copy(cli.PROGRAM + '-lessons', cli.folder.name)
        user = {'user': 65534, 'group': 65534, 'extra_groups': [],
                'executable': shutil.copy(cli.PROGRAM, cli.folder.name)}
        os.chmod(cli.folder.name, 0o755)
    fit(data, says=['secret.csv', 'permission'], **user)
    refused('run', document, says=['secret.epigraph', 'ermission'], **user)


@case
def a_picture_is_no_table():
    fit(write('picture.csv', b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 8),
        says='picture.csv')


# ---- Documents ----

@case
def a_document_of_a_newer_version():
    refused('run', write('new.epigraph', '{"epigraph": "2.0", '
                         '"lesson": "least-squares"}'),
            says=['new.epigraph', '2.0'])


@case
def a_document_that_is_none():
    for name, text in (('empty', ''), ('not-json', 'hello'), ('list', '[1]'),
                       ('half', '{"epigraph": "1.0", '),
                       ('no-version', '{"lesson": "least-squares"}'),
                       ('no-lesson', '{"epigraph": "1.0"}')):
        refused('run', write(f'{name}.epigraph', text),
                says=f'{name}.epigraph')


@case
def a_document_of_a_lesson_that_does_not_exist():
    refused('run', write('other.epigraph', '{"epigraph": "1.0", '
                         '"lesson": "alchemy"}'),
            says=['alchemy', 'least-squares'])


@case
def a_document_that_does_not_exist():
    refused('run', cli.path('nothing.epigraph'), says='nothing.epigraph')


# ---- Too few points ----

@case
def no_points():
    fit(table('none.csv', [('NA', 'NA')]), says='point')


@case
def one_point():
    fit(table('one.csv', [(1, 2)]), says='one point')


@case
def two_points_with_equal_x():
    fit(table('equal.csv', [(3, 1), (3, 2)]), says=['same x', '3'])


@case
def all_points_on_a_vertical_line():
    fit(table('vertical.csv', [(7, y) for y in range(9)]),
        says=['same x', '7'])


@case
def two_points_with_different_x_are_enough():
    data = table('two.csv', [(0, 1), (1, 3)])
    answer = cli.frames('least-squares', '--data', data, '--x', 'x', '--y',
                        'y', '--set', 'method=qr')[-1]
    assert answer['status'] == 'optimal'


# ---- Names and values ----

@case
def a_lesson_that_does_not_exist():
    for command in ('run', 'lessons'):
        refused(command, 'foo', says=['“foo”', 'least-squares'])
    refused('render', 'foo', '-o', 'it.png', says=['“foo”', 'least-squares'])


@case
def a_parameter_that_does_not_exist():
    refused('run', 'least-squares', *cars(), '--set', 'foo=1', says=['foo', 'degree'])


@case
def a_parameter_out_of_its_range():
    for value in ('-1', '16', '1e999', 'nan', '1.5', 'two', ''):
        refused('run', 'least-squares', *cars(), '--set', f'degree={value}',
                says=['degree', '0', '15'])


@case
def a_choice_that_does_not_exist():
    refused('run', 'least-squares', *cars(), '--set', 'loss=cubic',
            says=['cubic', 'squared', 'huber', 'absolute'])


@case
def an_assignment_without_a_value():
    refused('run', 'least-squares', *cars(), '--set', 'degree', says='degree')


@case
def a_dataset_that_does_not_exist():
    refused('run', 'least-squares', *cars(), '--set', 'data=foo', says='foo')


@case
def a_column_that_does_not_exist():
    refused('run', 'least-squares', *cars()[:2], '--x', 'sped', '--y', 'dist',
            says=['sped', 'speed', 'dist'])


@case
def a_role_that_does_not_exist():
    refused('run', 'least-squares', *cars(), '--role', 'colour=dist',
            says=['colour', 'weight'])
    refused('run', 'least-squares', *cars(), '--role', 'dist', says='--role')


# ---- Usage ----

@case
def no_command_prints_the_help():
    done = cli.call()
    assert done.returncode == 2 and b'Commands:' in done.stdout


@case
def an_unknown_command_names_those_there_are():
    refused('rnu', says=['rnu', 'run', 'render', 'lessons'])


@case
def an_unknown_option_names_those_there_are():
    refused('run', 'least-squares', '--foo', says=['--foo', '--steps'])
    refused('run', 'least-squares', '-q', says=['-q', '--steps'])
    # An option of another command is unknown to this one.
    refused('lessons', '--steps', '3', says=['--steps', '--json'])


@case
def an_option_without_its_value():
    refused('run', 'least-squares', '--steps', says=['--steps', 'value'])
    refused('run', 'least-squares', '--data', says=['--data', 'value'])


@case
def a_flag_with_a_value():
    refused('run', 'least-squares', '--json=yes', says='--json')


@case
def a_value_that_is_no_number():
    for value in ('many', '-1', '1.5', '1e3', '', '99999999999999999999'):
        refused('run', 'least-squares', f'--steps={value}', says='--steps')


@case
def a_device_that_does_not_exist():
    refused('run', 'least-squares', '--device', 'abacus',
            says=['abacus', 'auto', 'cpu', 'gl'])


@case
def a_missing_argument_and_one_too_many():
    refused('run', says=['run', 'LESSON'])
    refused('run', 'least-squares', 'twice', says='twice')
    refused('diagnose', 'me', says='me')


@case
def a_benchmark_that_does_not_exist():
    refused('bench', 'foo', says=['foo', 'csv'])


@case
def a_file_that_cannot_be_written_is_named_as_it_was_given():
    points = write('two.svm', '+1 1:1\n-1 1:-1\n')
    model = cli.path('two.model')
    logistic = cli.path('two.logistic')
    assert cli.call('svm', 'train', points, model).returncode == 0
    assert cli.call('logistic', 'train', points, logistic).returncode == 0
    plan = write('plan-to-solve.mps', cli.PLAN)
    for *command, name in (
            ('render', 'least-squares', '--output', 'x.png'),
            ('render', 'least-squares', '--output', 'x.svg'),
            ('render', 'least-squares', '--output', 'x.csv'),
            ('solve', plan, '--solution', 'x.json'),
            ('svm', 'train', points, 'x.model'),
            ('svm', 'predict', points, model, 'x.out'),
            ('logistic', 'train', points, 'x.model'),
            ('logistic', 'predict', points, logistic, 'x.out'),
            ('train', 'mlp', '-o', 'x.safetensors')):
        lost = f'missing-folder/{name}'
        done = cli.call(*command, lost)
        error = done.stderr.decode().splitlines()
        assert done.returncode == 2 and len(error) == 1, (command, error)
        assert error[0] == (f'epigraph-cli: {lost} cannot be written: '
                            'No such file or directory'), error


@case
def a_full_disk_under_the_output_is_no_success():
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([cli.PROGRAM, 'lessons'], stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2, done.returncode
    assert b'could not be written' in done.stderr


main()
