/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be set in a lesson: numbers, switches and choices.
 */
#pragma once

#include "kit/epi-document.h"

/* What an edit does to the run: only the picture changes; the run goes on with
 * the new value; the run begins anew. */
typedef enum {
  EPI_EFFECT_REDRAW,
  EPI_EFFECT_CONTINUE,
  EPI_EFFECT_RESTART
} EpiEffect;

typedef enum {
  EPI_PARAM_NUMBER,
  EPI_PARAM_INTEGER,
  EPI_PARAM_BOOL,
  EPI_PARAM_CHOICE
} EpiParamKind;

typedef struct {
  const char *name;  /* "gradient-descent": in files */
  const char *label; /* "gradient descent": on the screen */
} EpiChoice;

typedef struct {
  const char *name;   /* "step": public, in files, --set and checks */
  const char *label;  /* "Step size" */
  const char *symbol; /* "α", or NULL */
  const char *unit;   /* or NULL */
  const char *help;   /* one sentence */
  EpiParamKind kind;
  EpiEffect effect;
  double minimum, maximum, initial; /* BOOL: initial 0 or 1 */
  bool log_scale;           /* of the slider; with minimum 0: decades from
                               1e-9 maximum on, 0 at the very left */
  const EpiChoice *choices; /* CHOICE: ends with {NULL, NULL} */
  const char *initial_choice;
  bool more;               /* behind "More" */
  const char *shown_when;  /* condition over parameters (kit/epi-condition.h),
                              or NULL: always */
  const char *limit;       /* a frame scalar marked on the slider
                              ("step_limit"), or NULL */
  const char *limit_label; /* "2/L" */
  bool compares; /* kept runs are still comparable after a change: a way to
                    solve, not a part of the problem */
} EpiParam;

/* What a value, from whatever file, means for a parameter: a number in its
 * range, whole where it must be; its default for NULL, a text or NaN. */
double epi_param_number (const EpiParam *param, const EpiValue *value);
