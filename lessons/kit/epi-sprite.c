/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-sprite.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { PHASES = 4, KEPT = 48 };

struct EpiSprite {
  EpiSpriteFunc draw;
  unsigned char look[EPI_SPRITE_LOOK];
  size_t size;                       /* of look; 0: none yet */
  int side;                          /* pixels */
  uint32_t *phases[PHASES * PHASES]; /* NULL: not drawn yet */
};

typedef struct {
  EpiSprite sprites[KEPT];
  guint next;
} Store;

static void
forget (EpiSprite *sprite)
{
  for (int p = 0; p < PHASES * PHASES; p++)
    g_clear_pointer (&sprite->phases[p], g_free);
}

static void
store_free (void *data)
{
  Store *store = data;

  for (int i = 0; i < KEPT; i++)
    forget (&store->sprites[i]);
  g_free (store);
}

EpiSprite *
epi_sprite_get (EpiSpriteFunc draw, const void *look, size_t size,
                double radius)
{
  static GPrivate key = G_PRIVATE_INIT (store_free);
  Store *store = g_private_get (&key);

  g_assert (size > 0 && size <= EPI_SPRITE_LOOK);
  if (store == NULL)
    g_private_set (&key, store = g_new0 (Store, 1));
  for (int i = 0; i < KEPT; i++) {
    EpiSprite *sprite = &store->sprites[i];
    if (sprite->size == size && sprite->draw == draw &&
        memcmp (sprite->look, look, size) == 0)
      return sprite;
  }
  EpiSprite *sprite = &store->sprites[store->next++ % KEPT];
  forget (sprite);
  sprite->draw = draw;
  sprite->size = size;
  sprite->side = 2 * (int)ceil (radius) + 3;
  memcpy (sprite->look, look, size);
  return sprite;
}

static uint32_t *
draw_phase (const EpiSprite *sprite, int phase)
{
  int n = sprite->side;
  uint32_t *pixels = g_new0 (uint32_t, n * n);
  cairo_surface_t *picture = cairo_image_surface_create_for_data (
      (unsigned char *)pixels, CAIRO_FORMAT_ARGB32, n, n, 4 * n);
  cairo_t *cr = cairo_create (picture);

  cairo_translate (cr, n / 2 + phase % PHASES / (double)PHASES,
                   n / 2 + phase / PHASES / (double)PHASES);
  sprite->draw (cr, sprite->look);
  cairo_destroy (cr);
  cairo_surface_finish (picture);
  cairo_surface_destroy (picture);
  return pixels;
}

void
epi_sprite_stamp (EpiSprite *sprite, EpiRaster *c, double x, double y)
{
  double qx = floor ((x * c->scale + c->ox) * PHASES + 0.5);
  double qy = floor ((y * c->scale + c->oy) * PHASES + 0.5);
  double far = (double)PHASES * (1 << 20);

  if (!(fabs (qx) < far && fabs (qy) < far)) /* NaN, too */
    return;
  int ix = (int)floor (qx / PHASES), iy = (int)floor (qy / PHASES);
  int phase = (int)(qx - ix * PHASES) + PHASES * (int)(qy - iy * PHASES);

  if (sprite->phases[phase] == NULL)
    sprite->phases[phase] = draw_phase (sprite, phase);
  epi_raster_stamp (c, sprite->phases[phase], sprite->side,
                    ix - sprite->side / 2, iy - sprite->side / 2);
}
