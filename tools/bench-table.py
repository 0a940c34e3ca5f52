#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the figures in meson's benchmarklog.json as a table.

Each benchmark prints its figures as JSON, one object a line (see
engine/bench/epi-bench.h); other lines are for people and left out here.
"""
import json
import sys


def figures(path):
    with open(path, encoding='utf-8', errors='replace') as log:
        for line in log:
            for text in (json.loads(line).get('stdout') or '').splitlines():
                if text.startswith('{'):
                    yield json.loads(text)


def cell(value, unit):
    return '–' if value is None else f'{value:.4g} {unit}'


def row(figure):
    unit = figure['unit']
    sign = '≤' if figure.get('better') == 'lower' else '≥'
    goal = figure.get('goal')
    peer = figure.get('peer')
    return [figure['name'], cell(figure['value'], unit),
            '' if goal is None else f'{sign} {cell(goal, unit)}',
            {True: 'met', False: 'missed', None: ''}[figure.get('met')],
            '' if not peer else f"{cell(figure.get('peer_value'), unit)} {peer}",
            f"{figure.get('blas', '')} ×{figure.get('blas_threads', '')}"]


def main():
    rows = [['figure', 'value', 'goal', '', 'peer', 'BLAS, threads']]
    rows += [row(figure) for figure in figures(sys.argv[1])]
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    print()
    for r in rows:
        print('  '.join(text.ljust(width) for text, width in zip(r, widths))
              .rstrip())


main()
