/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-number.h"
#include "problem/epi-sdpa.h"

static void
put_number (GString *text, double value)
{
  char number[EPI_NUMBER_SIZE];
  g_string_append (text, epi_number_print (number, value));
}

/* "* logdet-blocks: 1:1 2:0.5" */
static void
put_weights (GString *text, const EpiSdp *sdp)
{
  g_string_append (text, "* logdet-blocks:");
  for (size_t k = 0; k < sdp->n_blocks; k++)
    if (sdp->blocks[k].weight > 0) {
      g_string_append_printf (text, " %zu:", k + 1);
      put_number (text, sdp->blocks[k].weight);
    }
  g_string_append_c (text, '\n');
}

char *
epi_sdpa_write (const EpiSdp *sdp, size_t *length, GError **error)
{
  GString *text;

  if (sdp->A.rows > 0) {
    g_set_error_literal (error, EPI_DATA_ERROR, EPI_DATA_ERROR_UNKNOWN,
                         "the SDPA format has no equalities");
    return NULL;
  }
  text = g_string_new (NULL);
  g_string_append_printf (text, "* entries: %zu\n", sdp->n_entries);
  if (epi_sdp_has_determinant (sdp))
    put_weights (text, sdp);
  g_string_append_printf (text, "%zu\n%zu\n", sdp->m, sdp->n_blocks);
  for (size_t k = 0; k < sdp->n_blocks; k++)
    g_string_append_printf (
        text, "%s%s%zu", k > 0 ? " " : "",
        sdp->blocks[k].diagonal && sdp->blocks[k].size > 0 ? "-" : "",
        sdp->blocks[k].size);
  g_string_append_c (text, '\n');
  for (size_t i = 0; i < sdp->m; i++) {
    put_number (text, sdp->c[i]);
    g_string_append_c (text, i + 1 < sdp->m ? ' ' : '\n');
  }
  for (size_t k = 0; k < sdp->n_entries; k++) {
    const EpiSdpEntry *entry = &sdp->entries[k];
    g_string_append_printf (text, "%d %d %d %d ", entry->matrix,
                            entry->block + 1, entry->row + 1, entry->col + 1);
    put_number (text, entry->value);
    g_string_append_c (text, '\n');
  }
  *length = text->len;
  return g_string_free (text, FALSE);
}
