#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * typeset: turns the formulas of stories into pictures and sentences.
 *
 *     npm ci                           once, in this folder
 *     node typeset.js LESSON.md …      writes formulas/ beside each LESSON.md
 *     node typeset.js --check …        writes nothing; fails if it would
 *
 * Each formula becomes formulas/<hash>.svg: outlines only, in currentColor and
 * ex units, no references to anything.  formulas/spoken.json says of each its
 * TeX, its sentence and its size.  Pictures that no formula needs are removed.
 * A formula that MathJax cannot read is an error: nothing is written then.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync,
  existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { storyFormulas } from './formulas.js';

const require = createRequire(import.meta.url);
const { mathjax } = require('mathjax-full/js/mathjax.js');
const { TeX } = require('mathjax-full/js/input/tex.js');
const { SVG } = require('mathjax-full/js/output/svg.js');
const { liteAdaptor } = require('mathjax-full/js/adaptors/liteAdaptor.js');
const { RegisterHTMLHandler } = require('mathjax-full/js/handlers/html.js');
const { SerializedMmlVisitor } =
  require('mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js');
const { STATE } = require('mathjax-full/js/core/MathItem.js');
require('mathjax-full/js/input/tex/ams/AmsConfiguration.js');
require('mathjax-full/js/input/tex/boldsymbol/BoldsymbolConfiguration.js');
const sre = require('speech-rule-engine');

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
// Without 'noundefined' and 'noerrors' a mistake is an error, not red text.
const document = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams', 'boldsymbol'],
    formatError: (jax, error) => { throw new Error(error.message); },
  }),
  OutputJax: new SVG({ fontCache: 'none' }),
});
const visitor = new SerializedMmlVisitor();

function ex(text, pattern) {
  const match = pattern.exec(text);
  return match === null ? 0 : Number(match[1]);
}

// The picture of a formula and its size in ex.
function draw({ tex, display }) {
  const node = document.convert(tex, { display });
  const svg = adaptor.innerHTML(node)
    .replace(/ (role|focusable|aria-hidden)="[^"]*"/g, '');
  const bad = /merror|data-mjx-error|xlink|href|<(script|image|foreignObject|text)\b/
    .exec(svg);

  if (bad !== null || !/^<svg [^>]*>/.test(svg))
    throw new Error(`the picture holds “${bad === null ? svg.slice(0, 40)
      : bad[0]}”`);
  return {
    svg: `${svg}\n`,
    width: ex(svg, / width="([\d.]+)ex"/),
    height: ex(svg, / height="([\d.]+)ex"/),
    depth: -ex(svg, /vertical-align: (-?[\d.]+)(?:ex)?;/),
  };
}

// What a lecturer says where the speech engine reads signs aloud.
const idioms = [
  [/ to the sans serif (cap )?T power/g, ' transpose'],
  [/sans serif /g, ''],
  [/\bthe metric of\b/g, 'the norm of'],
  [/ raised to the star power/g, ' star'],
  [/\bnabla f of\b/g, 'the gradient of f at'],
  [/\bnormal (?=[A-Z])/g, 'capital '],
  [/\blamda\b/g, 'lambda'],
  [/\bnormal triangle\b/g, 'Delta'],
  [/\bthe star power of (\w)\b/g, '$1 star'],
  [/ succeeds above single line equals sign /g,
    ' is at least, as a matrix, '],
  [/ right arrow /g, ' goes to '],
  [/\b\d lines Line 1: /g, ''],
  [/,? Line \d: (blank )?/g, ', '],
  [/ precedes above single line equals sign /g,
    ' is at most, as a matrix, '],
  [/(open paren [^()]*?) divides /g, '$1 given '],
  [/\bthe arg of max over\b/g, 'the argument of the maximum over'],
  [/\bthe exp of\b/g, 'the exponential of'],
  [/the fraction with numerator partial differential (\w) and denominator partial differential (\w)/g,
    'the derivative of $1 by $2'],
  [/partial differential (\w) of slash partial differential (\w)/g,
    'the derivative of $1 by $2'],
  [/\bcapital D (?=f|phi|psi|script l)/g, 'the derivative of '],
  [/\btrace (F sub \w+) of Z\b/g, 'the trace of $1 times Z'],
];

function speak({ tex, display }) {
  const mathml = visitor.visitTree(
    document.convert(tex, { display, end: STATE.CONVERT }));

  return idioms.reduce((words, [from, to]) => words.replace(from, to),
    sre.toSpeech(mathml)).replace(/\s+/g, ' ').trim();
}

// What formulas/ should hold: name to text.
function typeset(path) {
  const files = new Map();
  const spoken = {};

  for (const [hash, formula] of storyFormulas(readFileSync(path, 'utf8'))) {
    try {
      const { svg, width, height, depth } = draw(formula);
      files.set(`${hash}.svg`, svg);
      spoken[hash] = { ...formula, spoken: speak(formula), width, height,
        depth };
    } catch (error) {
      throw new Error(`${path}: cannot typeset “${formula.tex}”: ` +
        error.message);
    }
  }
  const sorted = Object.fromEntries(Object.entries(spoken).sort());
  files.set('spoken.json', `${JSON.stringify(sorted, null, 1)}\n`);
  return files;
}

// Makes folder hold exactly files; returns how many differed.
function update(folder, files, checkOnly) {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  let changes = 0;

  for (const name of present.filter((old) => !files.has(old))) {
    changes++;
    console.log(`${join(folder, name)}: no formula needs it`);
    if (!checkOnly) rmSync(join(folder, name));
  }
  for (const [name, text] of files) {
    const file = join(folder, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    changes++;
    console.log(`${file}: ${checkOnly ? 'is not up to date' : 'written'}`);
    if (checkOnly) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  return changes;
}

async function main() {
  const stories = process.argv.slice(2).filter((word) => word !== '--check');
  const checkOnly = process.argv.includes('--check');

  if (stories.length === 0) {
    console.error('usage: node typeset.js [--check] LESSON.md …');
    return 2;
  }
  await sre.setupEngine({ locale: 'en', domain: 'clearspeak',
    modality: 'speech' });
  await sre.engineReady();
  // All are read and set before anything is written.
  const all = stories.map((path) =>
    [join(dirname(path), 'formulas'), typeset(path)]);
  let changes = 0;
  for (const [folder, files] of all)
    changes += update(folder, files, checkOnly);
  return checkOnly && changes > 0 ? 1 : 0;
}

main().then((status) => { process.exitCode = status; }, (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
