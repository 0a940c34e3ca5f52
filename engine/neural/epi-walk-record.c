/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-walk-private.h"

#define NAMES(letter)                                                          \
  {                                                                            \
    letter "0", letter "1", letter "2", letter "3", letter "4", letter "5",    \
        letter "6", letter "7", letter "8", letter "9", letter "10",           \
        letter "11", letter "12", letter "13"                                  \
  }

static const char *const x_names[] = NAMES ("x");
static const char *const J_names[] = NAMES ("J");
static const char *const g_names[] = NAMES ("g");
static const char *const W_names[] = NAMES ("W");
static const char *const b_names[] = NAMES ("b");
static const char *const dW_names[] = NAMES ("dW");
static const char *const db_names[] = NAMES ("db");
static const char *const fW_names[] = NAMES ("fW");
static const char *const fb_names[] = NAMES ("fb");

static size_t
size_of (const EpiWalk *self, size_t i) /* nᵢ */
{
  return i == 0 ? self->problem.sizes[0] : self->factor[i].rows;
}

static void
record_shape (const EpiWalk *self, EpiFrame *frame)
{
  double *sizes = epi_frame_add_vector (frame, "sizes", NULL, self->m + 1);
  double *kinds = epi_frame_add_vector (frame, "kinds", NULL, self->m);

  for (size_t i = 0; i <= self->m && sizes != NULL; i++)
    sizes[i] = (double)size_of (self, i);
  for (size_t i = 1; i <= self->m && kinds != NULL; i++)
    kinds[i - 1] = self->factor[i].diagonal;
  epi_frame_add_scalar (frame, "factors", (double)self->m);
  epi_frame_add_scalar (frame, "layers", (double)self->problem.layers);
}

static void
record_factor (const EpiWalk *self, size_t i, EpiFrame *frame)
{
  const EpiWalkFactor *f = &self->factor[i];

  epi_frame_add_vector (frame, x_names[i], self->found.x[i], f->rows);
  double *J = epi_frame_add_matrix (frame, J_names[i],
                                    f->diagonal ? NULL : self->W[f->layer],
                                    f->rows, f->cols);
  for (size_t k = 0; f->diagonal && J != NULL && k < f->rows; k++)
    J[k + k * f->rows] = self->found.d[i][k];
}

static void
record_layer (const EpiWalk *self, size_t l, bool with_gradient,
              EpiFrame *frame)
{
  const EpiWalkFound *found = &self->found;
  size_t rows = self->problem.sizes[l + 1], cols = self->problem.sizes[l];

  epi_frame_add_matrix (frame, W_names[l + 1], self->W[l], rows, cols);
  epi_frame_add_vector (frame, b_names[l + 1], self->b[l], rows);
  if (!with_gradient)
    return;
  epi_frame_add_matrix (frame, dW_names[l + 1], found->dW[l], rows, cols);
  epi_frame_add_vector (frame, db_names[l + 1], found->db[l], rows);
  epi_frame_add_matrix (frame, fW_names[l + 1], found->fW[l], rows, cols);
  epi_frame_add_vector (frame, fb_names[l + 1], found->fb[l], rows);
}

static void
record_products (const EpiWalk *self, EpiFrame *frame)
{
  size_t k = self->base.k, m = self->m, i = epi_walk_factor_at (self, k);
  size_t n = self->problem.sizes[0];

  if (k > 0)
    epi_frame_add_matrix (frame, "P", self->found.P,
                          k <= m ? self->factor[i].rows : 1, n);
  if (k <= m)
    return;
  for (size_t j = k == m + 1 ? m : i - 1; j <= m; j++)
    epi_frame_add_vector (frame, g_names[j], self->found.g[j],
                          size_of (self, j));
  size_t arrived = k == m + 1 ? m : i - 1;
  epi_frame_add_matrix (frame, J_names[m + 1], self->found.g[m], 1,
                        size_of (self, m));
  epi_frame_add_matrix (frame, "Q", self->found.g[arrived], 1,
                        size_of (self, arrived));
  epi_frame_add_scalar (frame, "f", self->base.f);
}

void
epi_walk_record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiWalk *self = (const EpiWalk *)base;
  size_t k = base->k, m = self->m, i = epi_walk_factor_at (self, k);

  record_shape (self, frame);
  epi_frame_add_scalar (frame, "factor", (double)i);
  epi_frame_add_scalar (frame, "phase", k <= m ? 0 : k == m + 1 ? 1 : 2);
  epi_frame_add_vector (frame, x_names[0], self->x0, self->problem.sizes[0]);
  epi_frame_add_vector (frame, "t", self->t,
                        self->problem.sizes[self->problem.layers]);
  for (size_t j = 1; j <= m && j <= k; j++)
    record_factor (self, j, frame);
  record_products (self, frame);
  for (size_t l = 0; l < self->problem.layers; l++) {
    bool found = false; /* whether its ψ has been passed on the way back */
    for (size_t j = i; k > m + 1 && j <= m; j++)
      found |= !self->factor[j].diagonal && self->factor[j].layer == l;
    record_layer (self, l, found, frame);
  }
  epi_frame_add_scalar (frame, "forward_cost", self->found.forward_cost);
  epi_frame_add_scalar (frame, "reverse_cost", self->found.reverse_cost);
  epi_frame_add_scalar (frame, "check", self->found.check);
}
