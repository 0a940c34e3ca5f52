// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which formulas a lesson.md has, and what their pictures are called.
 *
 * The same rules as kit/epi-story.c, which reads Markdown with md4c: formulas
 * stand in paragraphs and in ask: and hint:, between $ … $ or $$ … $$; not in
 * code, not across an empty line; a backslash hides the sign behind it.  A test
 * holds both readers to the same set.
 */
import { createHash } from 'node:crypto';

export function tidy(tex) {
  return tex.replace(/[ \t\n\v\f\r]+/g, ' ').trim();
}

export function formulaHash(tex, display) {
  const input = (display ? 'display:' : 'inline:') + tidy(tex);
  return createHash('sha256').update(input, 'utf8').digest('hex').slice(0, 16);
}

// The paragraphs of a story in which formulas may stand.
function paragraphs(text) {
  const found = [];
  let current = [];
  let fence = null;
  let hidden = false; // in a set:, check: or answer:
  const end = () => {
    if (current.length > 0) found.push(current.join('\n'));
    current = [];
    hidden = false;
  };
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, '');

  for (const line of body.split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line);
    if (fence !== null) {
      if (mark !== null && mark[1].startsWith(fence)) fence = null;
      continue;
    }
    if (mark !== null) {
      end();
      fence = mark[1];
      continue;
    }
    if (line.trim() === '' || line.startsWith('#')) {
      end();
      continue;
    }
    const directive = /^(set|ask|check|hint|answer):(.*)$/.exec(line);
    if (directive !== null) {
      end();
      hidden = !['ask', 'hint'].includes(directive[1]);
      if (!hidden) current.push(directive[2]);
      continue;
    }
    if (hidden && /^( {2}|\t)/.test(line)) continue;
    if (hidden) end();
    current.push(line);
  }
  end();
  return found;
}

// [{tex, display}] of one paragraph.
function formulasOf(paragraph) {
  const found = [];
  let at = 0;

  while (at < paragraph.length) {
    const rest = paragraph.slice(at);
    const code = /^(`+)(?!`)/.exec(rest);
    const dollars = /^\$+/.exec(rest);
    if (rest[0] === '\\') {
      at += 2;
    } else if (code !== null) {
      const close = new RegExp(`(?<!\`)${code[1]}(?!\`)`).exec(
        rest.slice(code[1].length));
      at += code[1].length +
        (close === null ? 0 : close.index + code[1].length);
    } else if (dollars !== null && dollars[0].length <= 2) {
      const sign = dollars[0];
      const inside = new RegExp(`^((?:\\\\[\\s\\S]|[^\\\\$])+)\\${
        sign.split('').join('\\')}(?!\\$)`).exec(rest.slice(sign.length));
      if (inside === null) {
        at += sign.length;
      } else {
        found.push({ tex: tidy(inside[1]), display: sign.length === 2 });
        at += sign.length + inside[0].length;
      }
    } else {
      at += dollars !== null ? dollars[0].length : 1;
    }
  }
  return found;
}

// Map from hash to {tex, display}, in the order of the story.
export function storyFormulas(text) {
  const formulas = new Map();

  for (const paragraph of paragraphs(text))
    for (const formula of formulasOf(paragraph))
      formulas.set(formulaHash(formula.tex, formula.display), formula);
  return formulas;
}
