/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lesson: a table.  What can be set (kit/epi-lesson-params.h) and taken into
 * the hand (kit/epi-lesson-handles.h), what is computed, what is shown.
 *
 * The window, the command line and the tests know lessons through this table
 * alone.  A lesson is a folder with lesson.c (one EpiLesson) and lesson.md (its
 * story), and one line in lessons/meson.build.
 */
#pragma once

#include "core/epi-method.h"
#include "core/epi-worker.h"
#include "kit/epi-lesson-handles.h"
#include "kit/epi-lesson-params.h"
#include "kit/epi-scene.h"

typedef struct {     /* what a column of a table is for */
  const char *role;  /* "x" */
  const char *label; /* "Horizontal" */
  bool many;         /* several columns may have it */
  bool optional;
  bool text; /* a TEXT column will do */
} EpiRoleSpec;

extern const EpiRoleSpec epi_no_roles[];

/* What the data page offers for a table: what the lesson makes something of. */
enum {
  EPI_OFFERS_HOLD_BACK = 1 << 0,   /* rows held back are not learned from */
  EPI_OFFERS_STANDARDISE = 1 << 1, /* numbers as (value - mean) / deviation */
};

typedef struct {
  const char *name, *label;    /* "points" */
  const EpiRoleSpec *roles;    /* ends with {NULL} */
  const char *initial_dataset; /* id in the catalogue, or NULL */
  const char *initial_roles;   /* "x=Gr_Liv_Area; y=Sale_Price" */
  size_t min_rows;
  /* Its numbers where no dataset has them: "1 0 / 0 1", rows between slashes;
   * a column for each role.  With epi_no_roles it is a matrix
   * (kit/epi-entries.h), whose columns are called 1, 2, … */
  const char *initial;
  const char *symbol; /* of a matrix: "F₁" */
  /* What the columns of a matrix are called on the screen: "x" for x₁, x₂, …,
   * and the last one "b", where it is another thing; NULL: 1, 2, … */
  const char *column, *last_column;
  bool symmetric;  /* of a matrix: entries (i,j) and (j,i) are one number */
  bool typed;      /* stands on the data page, as the first table does */
  bool fixed;      /* rows are neither added nor taken away */
  unsigned offers; /* EPI_OFFERS_… */
  const char *shown_when; /* else it is not exported, and of the first table
                             there are no controls; NULL: always */
  bool redraws; /* it is looked at, not learned from: an edit keeps the run */
} EpiTableSpec;

/* What a layer depends on: it is drawn again when one of these changed. */
enum {
  EPI_DEPENDS_DOCUMENT = 1 << 0,
  EPI_DEPENDS_FRAME = 1 << 1,   /* the frame at the playhead */
  EPI_DEPENDS_HISTORY = 1 << 2, /* all frames, the other runs */
  EPI_DEPENDS_FIELD = 1 << 3,
  EPI_DEPENDS_HOVER = 1 << 4,
  EPI_DEPENDS_FILE = 1 << 5, /* the file that was opened, of the document */
};                           /* everything depends on the range */

typedef void (*EpiLayerFunc) (cairo_t *cr, const EpiAxes *axes,
                              const EpiScene *scene, const void *data);

typedef struct {
  const char *name;
  EpiLayerFunc draw; /* clipped to the plot; the context is saved around it */
  unsigned depends;
  const void *data; /* static, may be NULL */
  const char *shown_when;
  bool overflow; /* may draw outside the plot rectangle (labels) */
} EpiLayer;

typedef struct {
  const char *name;  /* "plane": for render --view */
  const char *title; /* "Parameter plane" */
  /* Labels and the range that shows all; called when the document or the
   * answer changed.  scene->answer may be NULL. */
  void (*axes) (const EpiScene *scene, EpiAxesSpec *spec);
  const EpiLayer *layers;    /* bottom first; ends with {NULL} */
  const char *const *fields; /* the fields it wants; NULL-terminated, or NULL */
  double weight;          /* share of the room; the first view is the largest */
  bool left;              /* stands left, as the first view does; the others
                             stand right.  Under one another on either side */
  const char *shown_when; /* or NULL */
  char *(*summary) (const EpiScene *scene); /* one sentence, or NULL */
} EpiViewSpec;

typedef struct {
  const char *name;
  bool curve; /* ny = 1 */
  bool whole; /* evaluated in one piece, at once in full resolution:
                 counts of points, where bands would read all of them
                 again */
  /* Values at points of the lesson's own (fitted values at the data): how many.
   * The range then says nothing.  Implies curve. */
  size_t (*points) (const void *problem);
  const char *shown_when; /* or NULL: not evaluated otherwise */
  /* Optional: the tables, NULL-terminated, that it is a function of, whatever
   * else the document says and the frame is: while they are the same, what was
   * evaluated stays. */
  const char *const *of_tables;
  size_t n_outputs; /* 0: one an output of the problem; see outputs() */
  size_t (*outputs) (const void *problem);
  /* Fills values (nx, rows j0 … j1-1, one output plane) of grid.  On the
   * worker, in bands, so that it can be cancelled between them. */
  void (*evaluate) (const void *problem, const EpiFrame *frame,
                    const EpiFieldGrid *grid, size_t output, size_t j0,
                    size_t j1, double *values);
} EpiFieldSpec;

typedef struct {      /* a number of a frame that people see */
  const char *name;   /* of the frame's scalar, vector or matrix */
  const char *symbol; /* "f", "‖r‖" */
  const char *label;  /* "cost" */
  EpiColour colour;   /* that it has in the figures */
  bool strip;         /* shown under the figures */
  bool stays;         /* there until it is measured again: not in every frame */
  const char *shown_when; /* or NULL; of the strip */
  const char *of; /* or NULL: the scalar that it is a part of: "53 of 60" */
} EpiQuantity;

typedef struct {
  const char *name, *label; /* "filip", "Ill-conditioned (Filip-like)" */
  const char *set;          /* as in a story: "degree=10; data=filip-like" */
} EpiPreset;

typedef struct {             /* what can be saved besides pictures */
  const char *name, *ending; /* "Solution (JSON)", ".json" */
  /* The text at the playhead, a new string of that length; NULL with one
   * sentence in error.  On any thread. */
  char *(*text) (const EpiScene *scene, size_t *length, GError **error);
} EpiExport;

typedef struct { /* what build() makes: methods over one problem */
  void *problem;
  void (*free_problem) (void *problem);
  struct {
    EpiMethod *method; /* owned */
    const char *name;  /* static, for people */
    size_t max_steps;  /* "limit" after that many; 0: 100,000; SIZE_MAX: as many
                          as the method makes, more than a hand waits for */
    bool to_end;       /* run to the end at once: a direct method */
    bool with_first;   /* of a later run: it solves another problem for as long
                          as run 0 solves its own: steps as far as that has
                          come, and ends where that ends */
    bool apart;        /* of a later run: it solves another problem, at its own
                          pace: neither distance nor gap compares with run 0's */
  } runs[4];
  size_t n_runs;
  double patience; /* s: how long a live answer waits for steps, where one on
                      the way is as true as a later one (an estimate); 0: as
                      long as the kit would have it */
} EpiBuilt;

#define EPI_OPENED "file" /* the attachment that an opened file becomes */

struct EpiLesson {
  const char *id; /* title, summary, topic, keywords stand in lesson.md: see
                     kit/epi-lesson-story.h */
  const EpiParam *params; /* all these tables end with a NULL name */
  const EpiTableSpec *tables;
  const EpiHandleSpec *handles;
  const EpiViewSpec *views;
  const EpiFieldSpec *fields;
  const EpiQuantity *quantities;
  const EpiPreset *presets;
  const EpiExport *exports; /* or NULL */
  const char *runs_when;    /* where the runs are what is looked at; elsewhere
                               nobody speaks of them and they are not played;
                               NULL: always */

  /* Optional: files that the lesson opens.  Endings (".mps"; in any case, also
   * with ".gz" behind it), NULL-terminated; what they are, for the dialog; the
   * file of data/programs that it begins with. */
  const char *const *opens;
  const char *opens_what; /* "Convex programs" */
  const char *initial_file;
  const char *opened_as; /* assignments that let it be seen: "task=file" */
  bool file_redraws; /* as of EpiTableSpec; and a file that is opened in this
                        lesson becomes a part of the document at hand */
  /* Whether the file can be read, on the file thread, before it becomes the
   * document's attachment EPI_OPENED; false with one sentence in error
   * ("diet.mps, line 7: …"). */
  bool (*accepts) (const EpiAttachment *file, GError **error);

  /* Optional: the document after its first table became another one or got
   * other columns: what lies beside the data is put where they are.  As it was
   * before: `before`, whose table is the same one where only columns were
   * chosen.  A new reference. */
  EpiDocument *(*data_loaded) (const EpiDocument *document,
                               const EpiDocument *before);

  /* On the worker: the problem and its methods from the document.  false with
   * one sentence in error when the document has no problem in it ("one point is
   * not enough for a line: a fit of degree 1 needs 2"). */
  bool (*build) (const EpiDocument *document, const EpiCancel *cancel,
                 EpiBuilt *built, GError **error);

  /* Optional, on the worker, in a drag: makes built answer `to` instead of
   * `from`, in time that does not grow with the data; agreeing with build() to
   * the bound that the lesson states.  false: not possible, build anew. */
  bool (*absorb) (EpiBuilt *built, const EpiDocument *from,
                  const EpiDocument *to);

  /* Optional, on the worker: adds to a frame being recorded what only the
   * lesson knows ("R2"). */
  void (*annotate) (const void *problem, const EpiMethod *method,
                    EpiFrame *frame);

  /* Optional, on the worker: the name of a run by its newest frame, where its
   * method changes on the way.  New string; NULL: as build() named it. */
  char *(*name_run) (const void *problem, const EpiFrame *newest);

  /* Optional, on the worker: what the document asks of the frames at the
   * playhead without being a part of the run (what a network says of the digit
   * under the pen, whose effect is to redraw).  A frame of its own, whose items
   * are found by epi_scene_item() and by checks before those of the runs; NULL:
   * nothing.  Asked for again when the document or the frames changed. */
  EpiFrame *(*observe) (void *problem, const EpiScene *scene);

  /* On the worker: proof or refusal for one frame of run 0. */
  void (*certify) (void *problem, const EpiFrame *frame,
                   EpiCertificate *certificate);

  /* Optional: why is it as it is, in one or two sentences, at the playhead
   * ("The step 0.31 is above 2/L = 0.28, so every step overshoots").  NULL:
   * nothing to explain.  New string. */
  char *(*explain) (const EpiScene *scene);
};

/* The lessons in reading order, NULL-terminated; and by id. */
const EpiLesson *const *epi_lessons (void);
const EpiLesson *epi_lesson_find (const char *id);

/* Whether path has that ending, in capitals or not, packed (.gz) or not. */
bool epi_file_ends (const char *path, const char *ending);

/* The lesson that opens files with the ending of path, or NULL. */
const EpiLesson *epi_lesson_for_file (const char *path);

/* The lesson's document as it begins, with that file in it; where its files
 * redraw, the document at hand (may be NULL) if it is one of this lesson.  NULL
 * with one sentence in error when the file is none that can be read. */
EpiDocument *epi_lesson_open_file (const EpiLesson *lesson, const char *path,
                                   const EpiDocument *at_hand, GError **error);

/* How the lesson saves files with the ending of path; NULL: it does not. */
const EpiExport *epi_lesson_export (const EpiLesson *lesson, const char *path);
bool epi_export_write (const EpiExport *export, const EpiScene *scene,
                       const char *path, GError **error);

const EpiParam *epi_lesson_param (const EpiLesson *lesson, const char *name);
const EpiTableSpec *epi_lesson_table (const EpiLesson *lesson,
                                      const char *name); /* NULL: the first */

/* A document with the lesson's defaults: tables loaded from the catalogue
 * (a table that cannot be loaded is left out, with the reason in error;
 * the document is made all the same). */
EpiDocument *epi_lesson_document (const EpiLesson *lesson, GError **error);

/* The document with another first table, or other columns of it: as
 * epi_document_with_data(), and what the lesson makes of that. */
EpiDocument *epi_lesson_with_data (const EpiLesson *lesson,
                                   const EpiDocument *document,
                                   const EpiData *data);

/* The parameter in the document, or its default; as epi_param_number(). */
double epi_lesson_number (const EpiLesson *lesson, const EpiDocument *document,
                          const char *name);
const char *epi_lesson_text (const EpiLesson *lesson,
                             const EpiDocument *document, const char *name);
/* Where a single handle stands; its initial place when the document has none or
 * one that is not finite. */
EpiPoint epi_lesson_handle (const EpiLesson *lesson,
                            const EpiDocument *document, const char *name);

/* Whether a column may have the role. */
bool epi_role_takes (const EpiRoleSpec *role, const EpiTable *table,
                     size_t col);

/* Whether every column that a role names is in its table and of the right kind;
 * a role without columns is for build() to judge.  false with one sentence in
 * error: build() is not called for such a document. */
bool epi_lesson_data_fits (const EpiLesson *lesson, const EpiDocument *document,
                           GError **error);

/* The strongest effect among all that differs. */
EpiEffect epi_lesson_effect (const EpiLesson *lesson, const EpiDocument *from,
                             const EpiDocument *to);

/* Whether only the way to solve differs: runs of both can be compared. */
bool epi_lesson_comparable (const EpiLesson *lesson, const EpiDocument *from,
                            const EpiDocument *to);
