#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `epigraph-cli render` writes, without a display.

    test-render.py EPIGRAPH-CLI
"""
import os
import pathlib
import resource
import struct
import sys
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
import cli
from cli import cars
from tap import case, main

NO_DISPLAY = {'DISPLAY': '', 'WAYLAND_DISPLAY': ''}


def render(name, *arguments):
    out = cli.path(name)
    out.unlink(missing_ok=True)
    done = cli.call('render', 'least-squares', *cars(), '-o', out, *arguments,
                    env=NO_DISPLAY)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b'', done.stderr.decode()
    return out.read_bytes()


def views(lesson='least-squares'):
    listed = cli.strict(cli.call('lessons', lesson, '--json').stdout)
    return [view['name'] for view in listed['views']]


@case
def a_png_has_the_size_that_was_asked_for():
    picture = render('it.png', '--size', '640x400')
    assert picture[:8] == b'\x89PNG\r\n\x1a\n'
    assert struct.unpack('>II', picture[16:24]) == (640, 400)


@case
def an_svg_is_well_formed_and_has_its_size():
    root = xml.etree.ElementTree.fromstring(render('it.svg', '--size',
                                                   '640x400'))
    assert root.tag.endswith('svg')
    assert root.get('width').startswith('640')
    assert root.get('height').startswith('400')


@case
def the_numbers_of_figures_are_csv():
    text = render('it.csv').decode()
    titles = [line for line in text.splitlines() if line.startswith('## ')]
    assert len(titles) == len(set(titles)) > 1, titles
    one = render('one.csv', '--view', views()[0]).decode()
    assert one.startswith(titles[0]) and text.startswith(one), one[:200]
    assert 'nan' not in text.replace('# ', ''), text[:200]


@case
def a_pdf_is_whole():
    document = render('it.pdf')
    assert document.startswith(b'%PDF-')
    assert document.rstrip().endswith(b'%%EOF')


@case
def every_view_can_be_drawn_alone_and_none_is_like_another():
    shown = [name for name in views() if name != 'equations']
    pictures = {name: render('view.png', '--view', name) for name in shown}
    assert len(pictures) >= 3
    assert len(set(pictures.values())) == len(pictures)


@case
def the_same_document_gives_the_same_picture():
    assert render('a.png') == render('b.png')


@case
def the_dark_picture_and_an_earlier_step_are_others():
    last = render('it.png')
    assert render('it.png', '--dark') != last
    assert render('it.png', '--step', '1') != last


@case
def a_step_that_there_is_not_is_refused():
    cli.refused('render', 'least-squares', *cars(), '-o', cli.path('no.png'), '--set',
                'method=qr', '--step', '1000000', says='1000000')
    assert not cli.path('no.png').exists()


@case
def a_view_that_there_is_not_is_refused_with_those_there_are():
    cli.refused('render', 'least-squares', *cars(), '-o', cli.path('no.png'), '--view',
                'sunset', says=['sunset', *views()])


@case
def a_view_that_the_settings_do_not_show_is_refused_with_when_they_do():
    """Else it would be a picture of empty axes."""
    out = cli.path('no.png')
    for lesson, view, condition in (
            ('svm', 'map', "kernel == 'gaussian'"),
            ('kl-divergence', 'losses', "figure == 'equivalence'"),
            ('maximum-likelihood', 'coins', "model == 'bernoulli'")):
        refusal = cli.refused('render', lesson, '-o', out, '--view', view,
                              says=[view, condition])
        assert not out.exists()
        shown = refusal.split('there are: ')[1].split(', ')
        assert shown and view not in shown and set(shown) < set(views(lesson))
    done = cli.call('render', 'svm', '-o', out, '--view', 'map', '--set',
                    'kernel=gaussian', '--set', 'map=true', env=NO_DISPLAY)
    assert done.returncode == 0 and out.exists(), done.stderr


@case
def another_ending_is_refused():
    for name in ('it.gif', 'it', 'it.png.txt'):
        cli.refused('render', 'least-squares', *cars(), '-o', cli.path(name),
                    says=['png', 'svg', 'pdf'])
        assert not cli.path(name).exists()


@case
def a_size_that_is_none_is_refused():
    for size in ('0x0', '640', '640x', 'x', '1e3x500', '-5x5', '99999x99999',
                 '640x400x3', 'big'):
        cli.refused('render', 'least-squares', *cars(), '-o', cli.path('no.png'),
                    f'--size={size}', says='--size')


@case
def no_output_is_refused():
    cli.refused('render', 'least-squares', says='-o')


@case
def a_folder_that_does_not_exist_is_named():
    cli.refused('render', 'least-squares', *cars(), '-o',
                cli.path('nowhere') / 'it.png', says='nowhere')


@case
def a_folder_instead_of_a_file_is_refused():
    cli.path('folder.png').mkdir(exist_ok=True)
    cli.refused('render', 'least-squares', *cars(), '-o', cli.path('folder.png'),
                says='folder.png')


@case
def a_full_disk_is_told_and_the_old_picture_is_left():
    # No file may grow past 1,000 bytes, which fails a write as a full disk
    # does, in the middle.
    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    for ending in ('png', 'svg', 'pdf'):
        old = cli.write(f'old.{ending}', b'the old picture')
        cli.refused('render', 'least-squares', *cars(), '-o', old, says=f'old.{ending}',
                    preexec_fn=full, restore_signals=False)
        assert cli.path(f'old.{ending}').read_bytes() == b'the old picture'
    left = [f for f in os.listdir(cli.folder.name) if f.startswith('old.')]
    assert len(left) == 3, left


main()
