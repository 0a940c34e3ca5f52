/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Colours by what they mean.  Light, dark and high contrast; series colours
 * are Okabe and Ito's, fields are viridis.
 */
#pragma once

#include <cairo.h>
#include <stdbool.h>

typedef enum {
  EPI_COLOUR_BACKGROUND, /* of a figure */
  EPI_COLOUR_TEXT,
  EPI_COLOUR_DIM, /* axis labels, ticks */
  EPI_COLOUR_GRID,
  EPI_COLOUR_ACCENT,   /* selection, focus: the one accent */
  EPI_COLOUR_DATA,     /* given: points */
  EPI_COLOUR_FIT,      /* found: the answer */
  EPI_COLOUR_RESIDUAL, /* what is left over: residuals, slacks, gaps */
  EPI_COLOUR_ITERATE,  /* on the way: iterates, paths */
  EPI_COLOUR_OPTIMUM,  /* proven: the optimum, the certificate */
  EPI_COLOUR_START,    /* where it began, handles that are not data */
  EPI_COLOUR_WARNING,  /* diverged, infeasible */
  EPI_COLOUR_SERIES,   /* SERIES + i, i < EPI_N_SERIES: classes, outputs */
  EPI_N_SERIES = 8,
  EPI_N_COLOURS = EPI_COLOUR_SERIES + EPI_N_SERIES
} EpiColour;

typedef struct {
  double r, g, b;
} EpiRgb;

typedef struct {
  const char *name; /* "light", "dark", "high-contrast", "high-contrast-dark" */
  bool dark;
  EpiRgb colours[EPI_N_COLOURS];
} EpiPalette;

/* By name; the light one when the name is not known. */
const EpiPalette *epi_palette_get (const char *name);

void epi_palette_source (const EpiPalette *palette, cairo_t *cr,
                         EpiColour colour, double alpha);

/* viridis at t in [0,1] (clamped; NaN is the background's grey). */
EpiRgb epi_viridis (double t);

/* "#rrggbb", for markup; buffer holds 8. */
char *epi_rgb_hex (EpiRgb rgb, char buffer[static 8]);
