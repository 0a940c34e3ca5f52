/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What layers are written with: words read, sizes settled, windows cut.
 */
#pragma once

#include "neural/epi-layer.h"

/* *trouble := the sentence; EPI_FAILED. */
EpiStatus epi_plan_refuse (char **trouble, const char *format, ...)
    __attribute__ ((format (printf, 2, 3)));

/* The same: word is not what the layer's usage says. */
EpiStatus epi_plan_refuse_word (const EpiNetLayer *self, const char *word,
                                char **trouble);

/* A whole number 1 … 1,000,000 (from 0 with zero), nothing after it.  word may
 * be NULL: false. */
bool epi_plan_count (const char *word, bool zero, size_t *out);

/* "5x5x8" into n numbers from 1 on. */
bool epi_plan_counts (const char *word, size_t n, size_t *out);

/* Another parameter, or buffer to work in. */
void epi_plan_parameter (EpiNetLayer *self, const char *name, size_t rows,
                         size_t cols, size_t fan_in, size_t fan_out);
void epi_plan_work (EpiNetLayer *self, size_t rows, size_t cols);

/* "stride S" and "pad P" where *words says them, then the shape out.
 * EPI_FAILED when the window does not fit. */
EpiStatus epi_plan_window (EpiNetLayer *self, EpiWindow *window,
                           char *const **words, char **trouble);

/* The activation that *words may end with, and work for Z where it is needed
 * (work[0]).  *words moves on. */
EpiStatus epi_plan_activation (EpiNetLayer *self, char *const **words,
                               char **trouble);

/* EPI_FAILED when there is a word left. */
EpiStatus epi_plan_end (const EpiNetLayer *self, char *const *words,
                        char **trouble);

/* Numbers offset … of whole as (rows, cols): a value, nothing to free. */
EpiBuffer epi_buffer_part (const EpiBuffer *whole, size_t offset, size_t rows,
                           size_t cols);

/* Step t of a sequence of batch samples. */
EpiBuffer epi_buffer_at_step (const EpiBuffer *X, size_t t, size_t batch);

/* Y := f(Z + b 1ᵀ), Z in Y or, where f needs it, in work[0].  channels: length
 * of b, the rows that Y is cut into.  And backward: G := ∂f/∂Z, db. */
EpiBuffer *epi_pass_z (const EpiNetLayer *self, const EpiPass *pass);
EpiStatus epi_pass_activate (const EpiNetLayer *self, const EpiPass *pass,
                             const EpiBuffer *b);
EpiStatus epi_pass_activate_back (const EpiNetLayer *self, const EpiPass *pass,
                                  EpiBuffer *db);

/* dU := Σ z̄ₜ hₜ₋₁ᵀ over t = 2 … T, of h in Y and z̄ in dZ. */
EpiStatus epi_pass_recurrent_gradient (const EpiNetLayer *self,
                                       const EpiPass *pass, const EpiBuffer *dZ,
                                       EpiBuffer *dU);

/* Goes on to the next call only while all is well. */
#define EPI_TRY(call)                                                          \
  do {                                                                         \
    EpiStatus status_ = (call);                                                \
    if (status_ != EPI_OK)                                                     \
      return status_;                                                          \
  } while (0)
