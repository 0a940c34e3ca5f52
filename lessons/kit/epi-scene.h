/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scene: all that a view sees.
 *
 * An Answer is what the worker found for one document: the runs with their
 * frames, the certificate, the fields.  It is immutable and shared.  A scene
 * joins the newest document, the newest answer (which may be for the document
 * before: stale) and the playhead.
 *
 * While something is in hand an answer comes in two letters, so that what is
 * under the hand need not wait for the rest: the first has the fields of the
 * view in hand, the second is the same answer with all of them.  A view without
 * its fields shows the whole answer before (epi_session_view_scene()).
 */
#pragma once

#include "core/epi-frame.h"
#include "kit/epi-axes.h"
#include "kit/epi-document.h"

#include <stdatomic.h>

typedef struct EpiLesson EpiLesson;

typedef struct { /* one method with its frames, ascending in k */
  char *name;    /* "gradient descent"; forks: "gradient descent from k = 12" */
  size_t n_frames;
  const EpiFrame **frames; /* owned references; thinned: k may skip */
  size_t length;           /* iterates there are: last k + 1 */
  EpiStatus status;        /* of the newest iterate */
  size_t forked_at;        /* SIZE_MAX when it is no fork */
  bool apart;              /* of another problem than the first run's */
} EpiRun;

typedef struct {             /* numbers for the strip */
  const char *name, *symbol; /* static: "stationarity", "‖Aᵀr‖" */
  double value;
  bool meter; /* with a bar on a log scale: a gap, which should close */
  int digits; /* to show; 0: 2, for errors */
} EpiCertificateItem;

typedef struct {
  EpiStatus status;   /* EPI_OPTIMAL, EPI_INFEASIBLE, EPI_UNBOUNDED only if
                         proven */
  char sentence[160]; /* "globally optimal to 1e-8", or what is missing */
  EpiCertificateItem items[8];
  size_t n_items;
} EpiCertificate;

static inline bool
epi_certificate_is_proven (const EpiCertificate *certificate)
{
  return certificate->status == EPI_OPTIMAL ||
         certificate->status == EPI_INFEASIBLE ||
         certificate->status == EPI_UNBOUNDED;
}

typedef struct { /* values on a grid: value (i,j) is at x_i, y_j */
  atomic_int refs;
  const char *name; /* the field's */
  EpiRange range;   /* of the grid's outer points */
  size_t nx, ny;    /* points; ny = 1: a curve; */
  size_t n_outputs; /* planes */
  double *values;   /* (nx, ny, n_outputs), x fastest; owned */
  size_t k;         /* the iterate it was evaluated for */
  bool final;       /* false: coarse, a finer one follows */
} EpiFieldGrid;

typedef struct EpiAnswer EpiAnswer;
struct EpiAnswer {
  atomic_int refs;
  const EpiDocument *document; /* the one that it answers */
  EpiRun *runs;
  size_t n_runs;
  const EpiFrame *observed;   /* owned, or NULL: see EpiLesson.observe */
  EpiCertificate certificate; /* of the first run at the playhead */
  EpiFieldGrid **fields;
  size_t n_fields;
  const char **awaited; /* names of those that the second letter brings */
  size_t n_awaited;
  const EpiAnswer *first; /* of a second letter: the first one, owned, whose
                             all is but the fields; else NULL */
  EpiRange *ranges; /* one a view: the range that shows all, kept stable */
  bool running;     /* some run can go on */
  bool live;        /* updated during a drag; to be rebuilt on release */
  double seconds;   /* what the worker spent */
  double spent;     /* by the first run, in all steps up to the playhead:
                       seconds of the processor; 0 before the first step */
  size_t memory;    /* bytes that the program held then */
  char *device;     /* "CPU", "GPU llvmpipe": who did it */
  char *error;      /* one sentence, or NULL */
  size_t k;         /* playhead for which frames, fields were made */
};

typedef struct {
  const EpiLesson *lesson;
  const EpiDocument *document;
  const EpiAnswer *answer; /* NULL before the first one */
  size_t k;                /* playhead */
  bool stale;              /* the answer is for an older document */
  const char *hover_view;  /* the view under the pointer, or NULL */
  EpiPoint hover;          /* in its data units */
} EpiScene;

/* The frame of run i at the playhead: the newest with k ≤ scene->k; NULL when
 * there is none. */
const EpiFrame *epi_scene_frame (const EpiScene *scene, size_t run);

/* The number, vector or matrix of that name at the playhead: of what was
 * observed there, else of the first run whose frame has one; NULL when none
 * has. */
const EpiFrameItem *epi_scene_item (const EpiScene *scene, const char *name);

/* What became of the first run at that frame of it, in words: "converged";
 * "limit" where there is no more to come though the method would go on; "not
 * shown to be infeasible" where it claims what the certificate does not. */
const char *epi_answer_words (const EpiAnswer *answer, const EpiFrame *frame);

/* Whether the answer is for this document and this iterate, from a run that was
 * built from the document: only then may it be judged. */
bool epi_scene_is_settled (const EpiScene *scene);

/* Settled, and every field as fine as it gets: what may be exported. */
bool epi_scene_is_final (const EpiScene *scene);

/* The newest grid of that name, or NULL. */
const EpiFieldGrid *epi_scene_field (const EpiScene *scene, const char *name);

/* Parameters, with the lesson's default where the document names none. */
double epi_scene_number (const EpiScene *scene, const char *name);
const char *epi_scene_text (const EpiScene *scene, const char *name);

/* The last iterate there is: the longest run's. */
size_t epi_answer_last (const EpiAnswer *answer);

/* An empty answer; whoever makes it fills the public fields before handing it
 * on. */
EpiAnswer *epi_answer_new (const EpiDocument *document);
EpiAnswer *epi_answer_ref (const EpiAnswer *answer);
/* Its second letter, without fields.  One reference. */
EpiAnswer *epi_answer_second (const EpiAnswer *first);
/* Whether both are letters of one answer; either may be NULL. */
bool epi_answer_is_same (const EpiAnswer *a, const EpiAnswer *b);
/* Whether it has what a view wants that names these fields (NULL-terminated, or
 * NULL). */
bool epi_answer_has_fields (const EpiAnswer *answer, const char *const *fields);
void epi_answer_unref (const EpiAnswer *answer); /* accepts NULL */

void epi_run_clear (EpiRun *run);

/* Zeroed; name is static.  NULL when there is no memory. */
EpiFieldGrid *epi_field_grid_new (const char *name, const EpiRange *range,
                                  size_t nx, size_t ny, size_t n_outputs);
EpiFieldGrid *epi_field_grid_ref (const EpiFieldGrid *grid);
void epi_field_grid_unref (const EpiFieldGrid *grid); /* accepts NULL */

/* Where grid column i and row j lie in data units (logarithmic axes are
 * sampled evenly in the logarithm). */
double epi_field_grid_x (const EpiFieldGrid *grid, size_t i);
double epi_field_grid_y (const EpiFieldGrid *grid, size_t j);
