# SPDX-License-Identifier: GPL-3.0-or-later
"""The Test Anything Protocol, for tests that drive programs from outside.

    @case
    def the_second_call_changes_nothing(): assert …

    main()
"""
import sys
import traceback

cases = []


class Skip(Exception):
    """Raised with the reason by a case that cannot be tried here."""


def case(function):
    cases.append(function)
    return function


def main():
    print(f'1..{len(cases)}', flush=True)
    failed = 0
    for number, function in enumerate(cases, 1):
        name = function.__name__.replace('_', ' ')
        try:
            function()
            print(f'ok {number} {name}', flush=True)
        except Skip as reason:
            print(f'ok {number} {name} # SKIP {reason}', flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} {name}', flush=True)
            for line in traceback.format_exc().splitlines():
                print(f'# {line}', flush=True)
    sys.exit(1 if failed else 0)
