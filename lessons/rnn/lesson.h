/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on recurrent networks.
 *
 *   texts.c         the texts that come with the program, and the learner's
 *   problem.c       series or text as windows, networks, their training
 *   past.c          the end of the series, as the learner left it; its handles
 *   observe.c       what the networks of the playhead forecast and write, their
 *                   states, how far back they learn from
 *   views-series.c  the series and its forecast
 *   views-text.c    the text, letter by letter; what may come next
 *   views-state.c   the network unrolled in time
 *   views-reach.c   gradient against lag
 */
#pragma once

#include "kit/epi-lesson.h"
#include "neural/epi-recurrence.h"
#include "neural/epi-samples.h"

extern const EpiLesson epi_lesson_rnn;

#define RN_WINDOW 64        /* steps, at most */
#define RN_HORIZON 100      /* forecasts, at most */
#define RN_LETTERS 400      /* written, at most */
#define RN_CLASSES 100      /* different letters, at most */
#define RN_SHORTEST 500     /* characters of a text, at least */
#define RN_LONGEST 10000000 /* bytes of it, at most */
#define RN_PAGE 48          /* letters whose states are seen at once */

/* ---- texts.c ---- */

typedef struct {
  size_t n_classes, n;
  int32_t *classes;            /* (n) the text */
  gunichar letter[RN_CLASSES]; /* class to letter */
  int32_t start; /* the class of the line's end, where writing begins; of the
                    first letter where no line ends */
} RnText;

/* The text of the document's task: one of those that come with the program,
 * read once and kept, or the file that was opened, with which it lives.  NULL
 * with one sentence; just NULL for "series", which has none. */
const RnText *rn_text (const EpiDocument *document, GError **error);
bool rn_accepts (const EpiAttachment *file, GError **error);

/* ---- problem.c ---- */

typedef struct {
  const RnText *text;        /* NULL: a series */
  const EpiAttachment *file; /* that it is of, or NULL; a reference */
  size_t n;                  /* rows of the series */
  double *x, *y;
  double mean, scale; /* networks see (y - mean)/scale */
  size_t window;
  EpiLoss loss;
  EpiSamples *train, *test;
  size_t n_networks;
  EpiNetwork *networks[2]; /* for the weights of any frame, one sample */
} RnProblem;

bool rn_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
char *rn_explain (const EpiScene *scene);

/* The series of the document: rows with two finite numbers; to g_free, *y after
 * *x in one block.  0: there is none. */
size_t rn_series (const EpiDocument *document, double **x, double **y);

/* ---- past.c ---- */

/* The rows first … first + count - 1 from which it is forecast, of n. */
void rn_past (const EpiDocument *document, size_t n, size_t *first,
              size_t *count);

/* Moves what the learner moved among y (n); how many rows that are of the past.
 */
size_t rn_move_past (const EpiDocument *document, size_t n, double *y);

size_t rn_past_count (const EpiScene *scene);
bool rn_past_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *rn_past_to (const EpiScene *scene, size_t i, EpiPoint point);
char *rn_past_title (const EpiScene *scene, size_t i);

/* ---- observe.c ---- */

EpiFrame *rn_observe (void *problem, const EpiScene *scene);

/* ---- views ---- */

extern const EpiLayer rn_series_layers[], rn_text_layers[], rn_next_layers[],
    rn_state_layers[], rn_reach_layers[];
void rn_series_axes (const EpiScene *scene, EpiAxesSpec *spec);
void rn_text_axes (const EpiScene *scene, EpiAxesSpec *spec);
void rn_next_axes (const EpiScene *scene, EpiAxesSpec *spec);
void rn_state_axes (const EpiScene *scene, EpiAxesSpec *spec);
void rn_reach_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *rn_series_summary (const EpiScene *scene);
char *rn_text_summary (const EpiScene *scene);
char *rn_next_summary (const EpiScene *scene);
char *rn_state_summary (const EpiScene *scene);
char *rn_reach_summary (const EpiScene *scene);

/* The letter in hand: a handle of the text. */
bool rn_letter_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *rn_letter_to (const EpiScene *scene, size_t i, EpiPoint point);

#define RN_MARKUP 8 /* bytes */

/* A letter as markup: "␣" for a blank, "↵" for the end of a line. */
const char *rn_letter_markup (gunichar letter, char buffer[RN_MARKUP]);
