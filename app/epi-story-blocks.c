/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-story-blocks.h"

#include "epi-prose.h"

#define INDENT 18 /* pixels a level */

static GtkWidget *
new_item (const EpiBlock *block)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *prose = epi_prose_new (block);
  char *sign = block->number > 0 ? g_strdup_printf ("%d.", block->number)
                                 : g_strdup ("•");
  GtkWidget *bullet = gtk_label_new (sign);

  gtk_widget_set_valign (bullet, GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (prose, GTK_ALIGN_BASELINE);
  gtk_label_set_xalign (GTK_LABEL (bullet), 1);
  gtk_widget_set_size_request (bullet, INDENT, -1);
  gtk_widget_add_css_class (bullet, "story-bullet");
  gtk_widget_set_hexpand (prose, TRUE);
  gtk_widget_set_margin_start (row, INDENT * MAX (0, block->level - 1));
  gtk_box_append (GTK_BOX (row), bullet);
  gtk_box_append (GTK_BOX (row), prose);
  g_free (sign);
  return row;
}

static GtkWidget *
new_code (const EpiBlock *block)
{
  char *text = epi_prose_spoken (block);
  GtkWidget *label = gtk_label_new (g_strchomp (text));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled),
                                  GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_widget_add_css_class (scrolled, "story-code");
  g_free (text);
  return scrolled;
}

GtkWidget *
epi_story_block_new (const EpiBlock *block)
{
  GtkWidget *widget;

  if (block->kind == EPI_BLOCK_ITEM)
    return new_item (block);
  if (block->kind == EPI_BLOCK_CODE)
    return new_code (block);
  widget = epi_prose_new (block);
  if (block->kind == EPI_BLOCK_PARAGRAPH && block->level > 0)
    gtk_widget_set_margin_start (widget, INDENT * block->level + 8);
  if (block->kind == EPI_BLOCK_HEADING)
    gtk_widget_add_css_class (widget, "story-heading");
  if (block->kind == EPI_BLOCK_QUOTE)
    gtk_widget_add_css_class (widget, "story-quote");
  if (block->kind == EPI_BLOCK_FORMULA)
    gtk_widget_add_css_class (widget, "story-formula");
  return widget;
}
