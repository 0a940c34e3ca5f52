#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts test cases, and ends with the line "N passed, N failed".

A log is a testlog.json of meson (one object a test, whose output may be TAP:
one case a line) or a file of TAP.  A test that printed no TAP is one case; one
that failed although no case of it did (it crashed, or took too long) counts as
one more that failed.  Exit status 1 when any failed, or none ran.
"""
import argparse
import collections
import json
import re
import sys

NOTHING = re.compile(r'^1\.\.0\b.*#\s*SKIP\b\s*(.*)', re.IGNORECASE)
CASE = re.compile(r'^(not )?ok\b(.*)$')
SKIP = re.compile(r'#\s*SKIP\b\s*(.*)', re.IGNORECASE)
GOOD = {'OK', 'EXPECTEDFAIL'}


class Count:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, [], []

    def tap(self, text, where):
        """Counts the cases of text; returns how many, and how many failed."""
        cases = failed = 0
        for line in text.splitlines():
            nothing = NOTHING.match(line)
            if nothing:
                self.skipped.append((where, nothing.group(1)))
            match = CASE.match(line)
            if match is None:
                continue
            cases += 1
            name = match.group(2).strip(' -')
            skip = SKIP.search(name)
            if skip:
                self.skipped.append((where, skip.group(1)))
            elif match.group(1):
                failed += 1
                self.failed.append(f'{where}: {name}')
            else:
                self.passed += 1
        return cases, failed

    def test(self, test, where):
        """Counts one line of testlog.json."""
        where = f"{where}: {test['name']}"
        result = test['result']
        cases, failed = self.tap(test.get('stdout') or '', where)
        if result == 'SKIP':
            if cases == 0:
                self.skipped.append((where, ''))
        elif result not in GOOD:
            if failed == 0:
                self.failed.append(f'{where} ({result.lower()}, exit status '
                                   f"{test['returncode']})")
        elif cases == 0:
            self.passed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--log', action='append', default=[])
    parser.add_argument('--broken', action='append', default=[],
                        help='something that counts as one failure')
    options = parser.parse_args()

    count = Count()
    for path in options.log:
        with open(path, encoding='utf-8', errors='replace') as log:
            where = path.split('/')[0]
            if path.endswith('.json'):
                for line in log:
                    count.test(json.loads(line), where)
            else:
                count.tap(log.read(), where)
    count.failed += options.broken

    for (where, reason), n in collections.Counter(count.skipped).items():
        print(f'skipped: {where}: {n} {"case" if n == 1 else "cases"}'
              f'{": " if reason else ""}{reason}')
    for failed in count.failed:
        print(f'FAILED: {failed}')
    line = f'{count.passed} passed, {len(count.failed)} failed'
    if count.skipped:
        line += f', {len(count.skipped)} skipped'
    print(line)
    return 1 if count.failed or count.passed == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
