/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frame: an immutable snapshot of one iterate.
 *
 * A number k, a status, and named scalars, vectors and matrices.  A frame is
 * filled by whoever made it, then handed on and never changed again; it may be
 * read from any thread.  The names are public: exercises and the command line
 * use them.
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>

typedef struct EpiFrame EpiFrame;

typedef enum {
  EPI_ITEM_SCALAR, /* (1,1) */
  EPI_ITEM_VECTOR, /* (rows,1) */
  EPI_ITEM_MATRIX, /* (rows,cols), column-major, ld = rows */
} EpiItemKind;

typedef struct {
  const char *name; /* a static string: frames do not copy it */
  EpiItemKind kind;
  size_t rows, cols;
  const double *data; /* (rows, cols) */
} EpiFrameItem;

/* An empty frame with one reference.  Small: never fails. */
EpiFrame *epi_frame_new (size_t k, EpiStatus status);

/* While filling.  Each name once; name must be a static string.  A vector or
 * matrix is copied from data when data is not NULL, else zeroed.  The result
 * is where the numbers lie, NULL when the memory cannot be had (the item is
 * then absent). */
void epi_frame_add_scalar (EpiFrame *frame, const char *name, double value);
double *epi_frame_add_vector (EpiFrame *frame, const char *name,
                              const double *data, size_t n);
double *epi_frame_add_matrix (EpiFrame *frame, const char *name,
                              const double *data, size_t rows, size_t cols);

EpiFrame *epi_frame_ref (const EpiFrame *frame);
void epi_frame_unref (const EpiFrame *frame); /* accepts NULL */

size_t epi_frame_k (const EpiFrame *frame);

/* Seconds that whoever stepped the method had spent on it when it came here;
 * NAN where nobody measured.  A measurement, which is another one every time:
 * no item, neither compared nor saved.  Set while filling. */
void epi_frame_set_seconds (EpiFrame *frame, double seconds);
double epi_frame_seconds (const EpiFrame *frame);

EpiStatus epi_frame_status (const EpiFrame *frame);

/* The item of that name, or NULL. */
const EpiFrameItem *epi_frame_find (const EpiFrame *frame, const char *name);

/* The scalar of that name, or missing (often NAN). */
double epi_frame_scalar (const EpiFrame *frame, const char *name,
                         double missing);

/* All items, in the order in which they were added. */
size_t epi_frame_n_items (const EpiFrame *frame);
const EpiFrameItem *epi_frame_item (const EpiFrame *frame, size_t i);

/* Memory that the frame holds, for budgets. */
size_t epi_frame_bytes (const EpiFrame *frame);
