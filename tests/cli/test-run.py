#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `epigraph-cli run --json` prints, against mathematics.

    test-run.py EPIGRAPH-CLI
"""
import json
import math
import os
import pathlib
import re
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import CARS, cars, frames, write
from tap import case, main

DIRECT = ('normal', 'qr', 'svd')


def line_of(answer):
    """The coefficients in terms of x as given."""
    return answer['theta_raw']


def gradient(points, line):
    """Aᵀr of the line a + b x, relative to ‖A‖‖r‖."""
    r = [line[0] + line[1] * x - y for x, y in points]
    g = [math.fsum(r), math.fsum(x * e for (x, _), e in zip(points, r))]
    size = math.sqrt(math.fsum(1 + x * x for x, _ in points)) * \
        math.sqrt(math.fsum(e * e for e in r))
    return max(map(abs, g)) / size


@case
def the_line_through_the_cars_is_the_published_one():
    # R: lm(dist ~ speed)
    for method in DIRECT:
        answer = frames('least-squares', *cars(), '--set',
                        f'method={method}')[-1]
        a, b = line_of(answer)
        assert abs(a - -17.57909489) < 5e-8 and abs(b - 3.932408759) < 5e-9
        assert abs(answer['R2'] - 0.6510794) < 5e-8


@case
def direct_methods_satisfy_the_normal_equations():
    for method in DIRECT:
        answer = frames('least-squares', *cars(), '--set',
                        f'method={method}')[-1]
        assert gradient(CARS, line_of(answer)) < 1e-12
        assert answer['status'] == 'optimal'
        assert answer['certificate']['proven'] is True
        assert answer['certificate']['rank'] == 2


@case
def descent_ends_at_the_same_line_with_a_proof():
    for method in ('gradient', 'exact', 'momentum', 'nesterov'):
        answer = frames('least-squares', *cars(), '--set',
                        f'method={method}')[-1]
        assert answer['status'] == 'optimal', answer['status']
        assert answer['certificate']['stationarity'] <= 1e-8
        assert gradient(CARS, line_of(answer)) < 1e-6


@case
def below_two_over_L_no_step_of_descent_goes_up():
    steps = frames('least-squares', *cars(), '--set', 'method=gradient')
    assert 0 < steps[0]['step'] < steps[0]['step_limit']
    costs = [f['objective'] for f in steps]
    assert len(costs) > 10
    assert all(b <= a * (1 + 1e-14) for a, b in zip(costs, costs[1:]))


@case
def above_two_over_L_it_diverges_and_is_not_called_solved():
    answer = frames('least-squares', *cars(), '--set', 'method=gradient',
                    '--set', 'step=9', status=3)[-1]
    assert answer['step'] > answer['step_limit']
    assert answer['status'] == 'diverged'
    assert answer['certificate']['proven'] is False
    assert '2/L' in answer['explanation']


@case
def iterates_are_numbered_from_0_and_the_answer_is_the_last():
    steps = frames('least-squares', *cars(), '--set', 'method=gradient')
    assert [f['k'] for f in steps[:-1]] == list(range(len(steps) - 1))
    assert steps[-1]['k'] == steps[-2]['k']
    assert steps[-1]['theta'] == steps[-2]['theta']


@case
def the_number_of_steps_can_be_bounded():
    steps = frames('least-squares', *cars(), '--set', 'method=gradient',
                   '--steps', '3', status=3)
    assert steps[-1]['k'] == 3 and steps[-1]['status'] == 'limit'
    start = frames('least-squares', *cars(), '--set', 'method=gradient',
                   '--steps', '0', status=3)
    assert start[-1]['k'] == 0


@case
def the_same_document_gives_the_same_frames():
    def run():
        lines = frames('least-squares', *cars(), '--set', 'method=momentum')
        lines[-1].pop('seconds')
        return lines
    assert run() == run()


@case
def the_absolute_loss_is_proven_by_its_dual():
    answer = frames('least-squares', *cars(), '--set', 'loss=absolute')[-1]
    assert answer['status'] == 'optimal'
    certificate = answer['certificate']
    assert abs(certificate['gap']) <= 1e-8
    # Some line through two of the points is optimal: no such line is better.
    a, b = line_of(answer)
    mine = math.fsum(abs(a + b * x - y) for x, y in CARS)
    best = min(math.fsum(abs(y1 + (y2 - y1) / (x2 - x1) * (x - x1) - y)
                         for x, y in CARS)
               for i, (x1, y1) in enumerate(CARS)
               for x2, y2 in CARS[:i] if x1 != x2)
    assert mine <= best * (1 + 1e-7), (mine, best)


@case
def a_polynomial_through_as_many_points_is_exact():
    data = cli.table('cubic.csv', [(x, 1 - 2 * x + x ** 3)
                                   for x in (-2, 0, 1, 3)])
    answer = frames('least-squares', '--data', data, '--x', 'x', '--y', 'y',
                    '--set', 'degree=3', '--set', 'method=qr')[-1]
    for found, true in zip(line_of(answer), (1, -2, 0, 1)):
        assert abs(found - true) < 1e-12
    assert answer['rmse'] < 1e-12


@case
def several_outputs_are_fitted_at_once():
    data = cli.table('two.csv', [(x, 2 + 3 * x, 5 - x) for x in range(7)],
                     'x,up,down')
    answer = frames('least-squares', '--data', data, '--x', 'x', '--y', 'up',
                    '--y', 'down', '--set', 'method=qr')[-1]
    raw = answer['theta_raw']
    for found, true in zip(sum(raw, []), (2, 5, 3, -1)):
        assert abs(found - true) < 1e-12, raw


@case
def options_say_the_same_as_a_saved_file():
    points = ', '.join(str(float(x)) for x, _ in CARS)
    values = ', '.join(str(float(y)) for _, y in CARS)
    file = cli.write('saved.epigraph', f'''{{"epigraph": "1.0",
        "lesson": "least-squares", "values": {{"method": "qr"}},
        "data": {{"points": {{"table": {{"rows": {len(CARS)}, "columns": [
            {{"name": "speed", "kind": "number", "values": [{points}]}},
            {{"name": "dist", "kind": "number", "values": [{values}]}}]}},
            "roles": {{"x": ["speed"], "y": ["dist"]}}}}}}}}''')
    saved = frames(file)
    said = frames('least-squares', *cars(), '--set', 'method=qr')
    assert saved[-1]['theta'] == said[-1]['theta']


@case
def a_comma_locale_changes_nothing():
    plain = frames('least-squares', *cars(), '--set', 'step=0.3')[-1]
    comma = frames('least-squares', *cars(), '--set', 'step=0.3',
                   env={'LC_ALL': 'de_DE.UTF-8'})[-1]
    assert plain['theta'] == comma['theta'] and comma['step'] == 0.3


@case
def columns_that_nobody_named_are_told():
    done = cli.call('run', 'least-squares', *cars()[:2], '--set', 'method=qr')
    assert done.returncode == 0
    assert 'x is speed' in done.stderr.decode()
    assert 'y is dist' in done.stderr.decode()


@case
def people_get_the_same_numbers():
    done = cli.call('run', 'least-squares', *cars(), '--set', 'method=qr')
    text = done.stdout.decode()
    assert done.returncode == 0
    for words in ('optimal after', '−17.57909', '3.932409', 'Certificate'):
        assert words in text, text


@case
def an_interrupt_prints_the_last_iterate():
    # The pipe is read only after the signal, and 20,000 iterates do not fit
    # into it, so the program is still running then.
    process = subprocess.Popen(
        [cli.PROGRAM, 'run', 'least-squares', *cars(), '--json', '--set',
         'method=gradient', '--set', 'step=1e-8'], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, bufsize=0)
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, error = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, error)
    lines = [cli.strict(line) for line in (first + rest).splitlines()]
    assert lines[-1]['status'] == 'interrupted'
    assert lines[-1]['k'] == lines[-2]['k'] < 20000
    assert len(lines[-1]['theta']) == 2


@case
def what_a_lesson_lists_is_what_a_run_prints():
    lesson = cli.strict(cli.call('lessons', 'least-squares', '--json').stdout)
    answer = frames('least-squares')[-1]
    listed = {item['name'] for item in lesson['frame']}
    assert listed <= set(answer), listed - set(answer)
    assert 'theta' in listed and 'objective' in listed
    assert {item['name'] for item in lesson['certificate']} <= \
        set(answer['certificate'])


@case
def every_default_is_in_its_range_and_can_be_set():
    lesson = cli.strict(cli.call('lessons', 'least-squares', '--json').stdout)
    assert len(lesson['params']) > 5
    arguments = []
    for param in lesson['params']:
        value = param['default']
        if param['type'] == 'choice':
            assert value in param['choices'], param
        elif param['type'] == 'bool':
            value = 'true' if value else 'false'
        else:
            assert param['minimum'] <= value <= param['maximum'], param
        assert param['effect'] in ('redraw', 'continue', 'restart')
        arguments += ['--set', f"{param['name']}={value}"]
    said, plain = (frames('least-squares', *cars(), *arguments),
                   frames('least-squares', *cars()))
    assert said[-1]['theta'] == plain[-1]['theta']


@case
def the_machine_can_be_diagnosed():
    report = cli.strict(cli.call('diagnose', '--json').stdout)
    assert report['blas threads'] == '1', report
    assert {'GEMM', 'LU', 'Cholesky'} <= set(report['kernels'])
    only_cpu = cli.strict(cli.call('diagnose', '--json', '--device',
                                   'cpu').stdout)
    assert all(kernel == {'single': 'cpu', 'double': 'cpu'}
               for kernel in only_cpu['kernels'].values())


@case
def without_a_graphics_driver_one_sentence_says_so_and_the_processor_works():
    done = cli.call('diagnose', '--json', '--device', 'gl',
                    env={'__EGL_VENDOR_LIBRARY_DIRS': cli.folder.name})
    assert done.returncode == 0
    assert len(done.stderr.decode().splitlines()) == 1, done.stderr
    report = cli.strict(done.stdout)
    assert 'The CPU computes instead' in report['gl trouble']
    assert all(kernel == {'single': 'cpu', 'double': 'cpu'}
               for kernel in report['kernels'].values())


@case
def the_numbers_do_not_depend_on_the_device():
    answers = [frames('least-squares', *cars(), '--set', 'method=qr',
                      '--device', device)[-1] for device in ('cpu', 'gl')]
    assert answers[0]['theta'] == answers[1]['theta']  # small work stays here


def column_ends(head):
    """Where each name of the head of the table of iterates ends."""
    return {m.group(): m.end() for m in re.finditer(r'\S+', head)}


@case
def every_number_of_every_run_stands_below_its_name():
    race = ('whats-the-fuss', '--set', 'n=20', '--set', 'm=5', '--set',
            'unknowns=4', '--set', 'terms=10', '--steps', '3')
    table = cli.call('run', *race).stdout.decode().split('\n\n')[0]
    iterates = {(f['k'], f['run']): f for f in frames(*race, status=3)[:-1]}
    shown = {name: set() for _, name in iterates}
    for line in table.splitlines():
        if line.split()[0] == 'k':
            ends = column_ends(line)
            continue
        run = next(name for name in shown if line.endswith(name))
        numbers = {m.end(): m.group() for m in
                   re.finditer(r'\S+', line[:-len(run)])}
        named = {name: numbers.pop(end) for name, end in ends.items()
                 if end in numbers}
        assert not numbers, (line, numbers)
        frame = iterates[int(named['k']), run]
        for name, text in named.items():
            value = float(text.replace('\u2212', '-'))
            assert abs(value - frame[name]) <= 1e-6 * abs(value), (name, line)
        shown[run] |= set(named)
    assert shown['geometric program'] == {'k', 'objective'}
    assert {'best', 'searches', 'different'} <= \
        shown['multistart on the polynomial']


@case
def every_beginning_of_a_lesson_on_data_ends_solved():
    """An estimate that has converged, and a minimum that nobody can prove to
    be the least, are what was asked for: scripts go on."""
    for lesson in ('svm', 'maximum-likelihood', 'kl-divergence'):
        listed = cli.strict(cli.call('lessons', lesson, '--json').stdout)
        for preset in [{'set': 'seed=1'}, *listed['presets']]:
            sets = [word for part in preset['set'].split(';')
                    for word in ('--set', part.strip())]
            answer = frames(lesson, *sets)[-1]
            assert answer['status'] in ('optimal', 'converged', 'unbounded'), \
                (lesson, preset, answer['status'])


def held_back(lesson, values, columns):
    """A document of rows x, y of which every fourth is held back."""
    rows = len(columns['x'])
    return write(f'{lesson}.epigraph', json.dumps({
        'epigraph': '1.0', 'lesson': lesson, 'seed': 1, 'values': values,
        'schedule': [], 'handles': {}, 'data': {'points': {
            'title': 'Rows', 'source': '', 'credit': '',
            'roles': {name: [name] for name in columns},
            'table': {'rows': rows, 'columns': [
                {'name': name, 'kind': 'number', 'values': values}
                for name, values in columns.items()],
                'marks': [2 * (row % 4 == 0) for row in range(rows)]}}}}))


@case
def what_is_observed_is_beside_the_answer_and_not_in_it_twice():
    """cli.strict() refuses a name that an object has twice."""
    x = [math.sin(i) + 5 * (i % 2) for i in range(40)]
    y = [math.cos(2 * i) + 3 * (i % 2) for i in range(40)]
    mixture = held_back('maximum-likelihood',
                        {'model': 'mixture', 'space': 'plane', 'folds': True,
                         'components': 2}, {'x': x, 'y': y})
    machine = held_back('svm', {'kernel': 'linear'},
                        {'x': x, 'y': y, 'label': [i % 2 for i in range(40)]})
    for document, names in [
            (mixture, ('test', 'mean_test', 'mean_seen', 'mean_left_out')),
            (machine, ('test', 'test_right'))]:
        answer = frames(document)[-1]
        assert set(names) <= set(answer), answer
        assert answer['test'] == 10
        told = cli.call('run', document).stdout.decode()
        assert told.count('With --json also: ') == 1, told


main()
