/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Neutrals are those of the GNOME desktop.  The series are Okabe and Ito's hues
 * in their order of contrast, made darker on white and lighter on black until
 * they stand out: every colour that means something reaches 4.5:1 against its
 * background, so that it may be text too; the rest of the series 3:1; 7:1 and
 * 4.5:1 in high contrast.  A test computes these ratios (WCAG 2.1).
 */
#include "kit/epi-palette.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define RGB(hex)                                                               \
  {                                                                            \
    ((hex) >> 16) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex)&255) / 255.0     \
  }

#define BLUE_ON_WHITE 0x0072b2 /* Okabe and Ito's own */
#define VERMILLION_ON_WHITE 0xc24a00
#define GREEN_ON_WHITE 0x00805d
#define PURPLE_ON_WHITE 0xb04a88
#define ORANGE_ON_WHITE 0x9c6500
#define SKY_ON_WHITE 0x1f7bb0

static const EpiPalette palettes[] = {
    {.name = "light",
     .dark = false,
     .colours = {[EPI_COLOUR_BACKGROUND] = RGB (0xffffff),
                 [EPI_COLOUR_TEXT] = RGB (0x2e2e32),
                 [EPI_COLOUR_DIM] = RGB (0x5e5c64),
                 [EPI_COLOUR_GRID] = RGB (0xe6e6e9),
                 [EPI_COLOUR_ACCENT] = RGB (0x1c71d8),
                 [EPI_COLOUR_DATA] = RGB (BLUE_ON_WHITE),
                 [EPI_COLOUR_FIT] = RGB (VERMILLION_ON_WHITE),
                 [EPI_COLOUR_RESIDUAL] = RGB (PURPLE_ON_WHITE),
                 [EPI_COLOUR_ITERATE] = RGB (ORANGE_ON_WHITE),
                 [EPI_COLOUR_OPTIMUM] = RGB (GREEN_ON_WHITE),
                 [EPI_COLOUR_START] = RGB (SKY_ON_WHITE),
                 [EPI_COLOUR_WARNING] = RGB (0xc01c28),
                 [EPI_COLOUR_SERIES + 0] = RGB (BLUE_ON_WHITE),
                 [EPI_COLOUR_SERIES + 1] = RGB (0xd55e00),
                 [EPI_COLOUR_SERIES + 2] = RGB (0x008f68),
                 [EPI_COLOUR_SERIES + 3] = RGB (0xb8558c),
                 [EPI_COLOUR_SERIES + 4] = RGB (0xb08200),
                 [EPI_COLOUR_SERIES + 5] = RGB (0x3f97cf),
                 [EPI_COLOUR_SERIES + 6] = RGB (0x6b8a00),
                 [EPI_COLOUR_SERIES + 7] = RGB (0x3d3846)}},
    {.name = "dark",
     .dark = true,
     .colours = {[EPI_COLOUR_BACKGROUND] = RGB (0x1e1e1e),
                 [EPI_COLOUR_TEXT] = RGB (0xf6f5f4),
                 [EPI_COLOUR_DIM] = RGB (0xb0afb5),
                 [EPI_COLOUR_GRID] = RGB (0x363639),
                 [EPI_COLOUR_ACCENT] = RGB (0x78aeed),
                 [EPI_COLOUR_DATA] = RGB (0x62aeea),
                 [EPI_COLOUR_FIT] = RGB (0xff8a4c),
                 [EPI_COLOUR_RESIDUAL] = RGB (0xe08fbf),
                 [EPI_COLOUR_ITERATE] = RGB (0xf0a91e),
                 [EPI_COLOUR_OPTIMUM] = RGB (0x2ec49a),
                 [EPI_COLOUR_START] = RGB (0x8fd0f5),
                 [EPI_COLOUR_WARNING] = RGB (0xff5c6c),
                 [EPI_COLOUR_SERIES + 0] = RGB (0x4a9fe0),
                 [EPI_COLOUR_SERIES + 1] = RGB (0xff8a4c),
                 [EPI_COLOUR_SERIES + 2] = RGB (0x2ec49a),
                 [EPI_COLOUR_SERIES + 3] = RGB (0xe08fbf),
                 [EPI_COLOUR_SERIES + 4] = RGB (0xf0a91e),
                 [EPI_COLOUR_SERIES + 5] = RGB (0x8fd0f5),
                 [EPI_COLOUR_SERIES + 6] = RGB (0xf0e442),
                 [EPI_COLOUR_SERIES + 7] = RGB (0xd0cfd4)}},
    {.name = "high-contrast",
     .dark = false,
     .colours = {[EPI_COLOUR_BACKGROUND] = RGB (0xffffff),
                 [EPI_COLOUR_TEXT] = RGB (0x000000),
                 [EPI_COLOUR_DIM] = RGB (0x1d1d20),
                 [EPI_COLOUR_GRID] = RGB (0xc0bfbc),
                 [EPI_COLOUR_ACCENT] = RGB (0x0a48a0),
                 [EPI_COLOUR_DATA] = RGB (0x005a8e),
                 [EPI_COLOUR_FIT] = RGB (0x963c00),
                 [EPI_COLOUR_RESIDUAL] = RGB (0x94336b),
                 [EPI_COLOUR_ITERATE] = RGB (0x765000),
                 [EPI_COLOUR_OPTIMUM] = RGB (0x00654a),
                 [EPI_COLOUR_START] = RGB (0x105e8c),
                 [EPI_COLOUR_WARNING] = RGB (0xa01018),
                 [EPI_COLOUR_SERIES + 0] = RGB (0x004f7c),
                 [EPI_COLOUR_SERIES + 1] = RGB (0xa84600),
                 [EPI_COLOUR_SERIES + 2] = RGB (0x006b4e),
                 [EPI_COLOUR_SERIES + 3] = RGB (0x94336b),
                 [EPI_COLOUR_SERIES + 4] = RGB (0x805a00),
                 [EPI_COLOUR_SERIES + 5] = RGB (0x2478ad),
                 [EPI_COLOUR_SERIES + 6] = RGB (0x566b00),
                 [EPI_COLOUR_SERIES + 7] = RGB (0x000000)}},
    {.name = "high-contrast-dark",
     .dark = true,
     .colours = {[EPI_COLOUR_BACKGROUND] = RGB (0x000000),
                 [EPI_COLOUR_TEXT] = RGB (0xffffff),
                 [EPI_COLOUR_DIM] = RGB (0xe6e6ea),
                 [EPI_COLOUR_GRID] = RGB (0x48484c),
                 [EPI_COLOUR_ACCENT] = RGB (0x9cc8ff),
                 [EPI_COLOUR_DATA] = RGB (0x62b5f5),
                 [EPI_COLOUR_FIT] = RGB (0xff9457),
                 [EPI_COLOUR_RESIDUAL] = RGB (0xf2a6d2),
                 [EPI_COLOUR_ITERATE] = RGB (0xffbe3d),
                 [EPI_COLOUR_OPTIMUM] = RGB (0x3fdcae),
                 [EPI_COLOUR_START] = RGB (0xa8defc),
                 [EPI_COLOUR_WARNING] = RGB (0xff7582),
                 [EPI_COLOUR_SERIES + 0] = RGB (0x62b5f5),
                 [EPI_COLOUR_SERIES + 1] = RGB (0xff9457),
                 [EPI_COLOUR_SERIES + 2] = RGB (0x3fdcae),
                 [EPI_COLOUR_SERIES + 3] = RGB (0xf2a6d2),
                 [EPI_COLOUR_SERIES + 4] = RGB (0xffbe3d),
                 [EPI_COLOUR_SERIES + 5] = RGB (0xa8defc),
                 [EPI_COLOUR_SERIES + 6] = RGB (0xfff04f),
                 [EPI_COLOUR_SERIES + 7] = RGB (0xffffff)}},
};

const EpiPalette *
epi_palette_get (const char *name)
{
  for (size_t i = 0; name != NULL && i < G_N_ELEMENTS (palettes); i++)
    if (strcmp (name, palettes[i].name) == 0)
      return &palettes[i];
  return &palettes[0];
}

void
epi_palette_source (const EpiPalette *palette, cairo_t *cr, EpiColour colour,
                    double alpha)
{
  EpiRgb c = palette->colours[colour];

  if (alpha >= 1)
    cairo_set_source_rgb (cr, c.r, c.g, c.b);
  else
    cairo_set_source_rgba (cr, c.r, c.g, c.b, alpha);
}

char *
epi_rgb_hex (EpiRgb rgb, char buffer[static 8])
{
  const double channels[] = {rgb.r, rgb.g, rgb.b};

  buffer[0] = '#';
  for (int i = 0; i < 3; i++) {
    long level = lround (fmin (fmax (channels[i], 0), 1) * 255);
    buffer[1 + 2 * i] = "0123456789abcdef"[level >> 4];
    buffer[2 + 2 * i] = "0123456789abcdef"[level & 15];
  }
  buffer[7] = '\0';
  return buffer;
}
