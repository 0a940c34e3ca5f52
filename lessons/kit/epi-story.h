/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Story: lesson.md as steps that a teacher walks through like slides.
 *
 *   ---
 *   lesson: least-squares
 *   title: Least squares
 *   topic: Fit
 *   summary: one sentence
 *   keywords: regression, normal equations, …
 *   ---
 *   ## What a square costs
 *   Text in Markdown, with formulas $\|A\theta - b\|^2$ and $$ … $$.
 *   set: degree=1; loss=squared          edits the document on arrival
 *   playhead: start                      start, end or an iterate: where the
 *                                        run is shown on arrival
 *   ask: Which square grows when …?      a question
 *   check: R2 < 0.5                      a condition (kit/epi-condition.h)
 *   hint: …                              shown on request
 *   answer: degree=3                     a stored solution: assignments
 *
 * A directive stands at the start of a line of its own and goes on over
 * following lines that are indented by two spaces or more; several `set:` of a
 * step are joined.  Without playhead: a step that changes the document shows
 * the end of its run, the others leave the playhead where it is.  check:, hint:
 * and answer: belong to the step's ask:.  Lines of the front matter that begin
 * with # are comments.
 *
 * Formulas are SVG pictures beside the text (formulas/<hash>.svg, hash of the
 * TeX), drawn in the colour of the text, with a spoken sentence; both are
 * written by lessons/kit/typeset.  A story is data from a stranger: no scripts,
 * no network, no paths outside its folder; raw HTML is text, of an image only
 * its words are kept, and a link that is not https is text.
 */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

typedef enum {
  EPI_BLOCK_PARAGRAPH, /* level > 0: belongs to the list item above it */
  EPI_BLOCK_HEADING,   /* level 3 and deeper */
  EPI_BLOCK_ITEM, /* of a list; level is its depth, number > 0 if ordered */
  EPI_BLOCK_CODE,
  EPI_BLOCK_QUOTE,
  EPI_BLOCK_FORMULA, /* a displayed formula: one span */
} EpiBlockKind;

typedef enum {
  EPI_SPAN_TEXT,
  EPI_SPAN_EMPHASIS,
  EPI_SPAN_STRONG,
  EPI_SPAN_CODE,
  EPI_SPAN_FORMULA, /* text is TeX; see the fields below */
  EPI_SPAN_LINK,    /* href: https only; shown, opened on request */
} EpiSpanKind;

typedef struct {
  EpiSpanKind kind;
  char *text;   /* of a formula: its TeX */
  char *href;   /* LINK, or NULL */
  GBytes *svg;  /* FORMULA: its picture, or NULL when there is none */
  char *spoken; /* FORMULA: in words */
  double width, height, depth; /* FORMULA: in ex; depth below the baseline */
} EpiSpan;

typedef struct {
  EpiBlockKind kind;
  int level, number;
  GPtrArray *spans; /* EpiSpan */
} EpiBlock;

typedef struct {
  char *title;
  GPtrArray *blocks; /* EpiBlock */
  char *set;         /* assignments, or NULL */
  bool has_playhead; /* says where it stands, changed document or not */
  size_t playhead;   /* iterate; SIZE_MAX: the end, as where it is not said */
  char *ask, *check, *hint, *answer; /* or NULL */
  GPtrArray *ask_spans, *hint_spans; /* EpiSpan: the same, set; or NULL */
} EpiStep;

typedef struct {
  char *lesson, *title, *topic, *summary;
  char **keywords;  /* NULL-terminated */
  GPtrArray *steps; /* EpiStep */
} EpiStory;

#define EPI_STORY_ERROR epi_story_error_quark ()
GQuark epi_story_error_quark (void);
typedef enum { EPI_STORY_ERROR_SYNTAX, EPI_STORY_ERROR_FILE } EpiStoryErrorCode;

/* Reads a story (length bytes).  folder is where formulas/ lies: a directory
 * or a resource:// URI, NULL: no pictures.  NULL with one sentence: line, what
 * was found, what was expected. */
EpiStory *epi_story_parse (const char *text, size_t length, const char *folder,
                           GError **error);

/* From a file, its formulas beside it. */
EpiStory *epi_story_load (const char *path, GError **error);

void epi_story_free (EpiStory *story); /* accepts NULL */

/* The name of a formula's picture without its folder, "<hash>.svg": the first
 * 16 hexadecimal digits of SHA-256 of "display:" or "inline:" and the TeX, with
 * every run of white space one space and none at the ends.  Free with g_free().
 */
char *epi_story_formula_name (const char *tex, bool display);
