/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-data-page-private.h"

#include "epi-data-menus.h"

#include "kit/epi-scene-condition.h"

/* ---- Which table ---- */

static const EpiTableSpec *
shown_table (EpiDataPage *self, size_t i)
{
  return self->session != NULL
             ? epi_lesson_shown_table (
                   epi_session_lesson (self->session),
                   epi_session_scene (self->session)->document, i)
             : NULL;
}

/* Where spec stands in the list, or GTK_INVALID_LIST_POSITION. */
static guint
place_of (EpiDataPage *self, const EpiTableSpec *spec)
{
  const EpiTableSpec *at;

  for (guint i = 0; (at = shown_table (self, i)) != NULL; i++)
    if (at == spec)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* Where none is looked at now, the first one can be edited all the same. */
const EpiTableSpec *
epi_data_page_spec (EpiDataPage *self)
{
  if (place_of (self, self->chosen) != GTK_INVALID_LIST_POSITION)
    return self->chosen;
  if (shown_table (self, 0) != NULL)
    return shown_table (self, 0);
  return self->session != NULL
             ? epi_lesson_table (epi_session_lesson (self->session), NULL)
             : NULL;
}

/* ---- The list ---- */

static void
chosen_cb (GtkDropDown *list, GParamSpec *pspec, EpiDataPage *self)
{
  guint at = gtk_drop_down_get_selected (list);

  if (self->showing || at == GTK_INVALID_LIST_POSITION)
    return;
  self->chosen = shown_table (self, at);
  epi_data_page_refresh (self);
}

GtkWidget *
epi_data_page_new_tables (EpiDataPage *self)
{
  self->tables = gtk_drop_down_new (
      G_LIST_MODEL (gtk_string_list_new (NULL)),
      gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  gtk_widget_set_halign (self->tables, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tables),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "Table", -1);
  g_signal_connect (self->tables, "notify::selected", G_CALLBACK (chosen_cb),
                    self);
  return self->tables;
}

/* The labels of the tables, unless they are there already. */
static void
fill_list (EpiDataPage *self)
{
  GtkStringList *list =
      GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->tables)));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), i;
  const EpiTableSpec *spec;
  gboolean same = TRUE;

  for (i = 0; (spec = shown_table (self, i)) != NULL; i++)
    same &= i < n &&
            g_str_equal (gtk_string_list_get_string (list, i), spec->label);
  if (same && i == n)
    return;
  gtk_string_list_splice (list, 0, n, NULL);
  for (i = 0; (spec = shown_table (self, i)) != NULL; i++)
    gtk_string_list_append (list, spec->label);
}

void
epi_data_page_show_tables (EpiDataPage *self)
{
  const EpiTableSpec *spec = epi_data_page_spec (self);
  gboolean several = shown_table (self, 1) != NULL;
  gboolean matrix = spec != NULL && spec->roles == epi_no_roles;
  unsigned offers = spec != NULL ? spec->offers : 0;

  fill_list (self);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->tables),
                              place_of (self, spec));
  gtk_widget_set_visible (self->tables, several);
  gtk_widget_set_visible (self->title, !several);
  gtk_widget_set_visible (self->choose, !matrix);
  epi_data_menus_set_lesson (self->use_in,
                             !matrix && self->session != NULL
                                 ? epi_session_lesson (self->session)
                                 : NULL);
  gtk_widget_set_visible (self->roles_row, !matrix);
  gtk_widget_set_visible (self->filter, !matrix);
  gtk_widget_set_visible (self->standard,
                          (offers & EPI_OFFERS_STANDARDISE) != 0);
  gtk_widget_set_visible (self->hold_back,
                          (offers & EPI_OFFERS_HOLD_BACK) != 0);
}
