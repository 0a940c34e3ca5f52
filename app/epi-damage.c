/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-damage.h"

GskRenderNode *
epi_damage_node (GskRenderNode *before, graphene_rect_t rect)
{
  GdkRGBA unseen = {0, 0, 0, 0};
  if (before != NULL) {
    unseen.red = 1 - gsk_color_node_get_color (before)->red;
    gsk_render_node_unref (before);
  }
  return gsk_color_node_new (&unseen, &rect);
}
