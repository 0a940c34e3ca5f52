/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page that is shown has its place at once, not with the next frame. */
#include "epi-page.h"

#include "widget-test.h"

static void
test_a_page_is_laid_out_for_the_room_there_is (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *side = gtk_label_new (NULL), *stack = gtk_stack_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_hexpand (stack, TRUE);
  gtk_stack_add_named (GTK_STACK (stack), page, "page");
  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("other"), "other");
  gtk_box_append (GTK_BOX (box), side);
  gtk_box_append (GTK_BOX (box), stack);
  GtkWidget *window = widget_test_window (box, 800, 400);
  widget_test_settle (window);
  g_assert_cmpint (gtk_widget_get_width (page), ==,
                   gtk_widget_get_width (stack));

  epi_page_show (GTK_STACK (stack), "other");
  gtk_widget_set_size_request (side, 300, -1);
  widget_test_settle (window);
  g_assert_cmpint (gtk_widget_get_width (stack), <=, 500);
  epi_page_show (GTK_STACK (stack), "page");
  g_assert_cmpint (gtk_widget_get_width (page), ==,
                   gtk_widget_get_width (stack));
  g_assert_cmpint (gtk_widget_get_height (page), ==,
                   gtk_widget_get_height (stack));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  widget_test_init (&argc, &argv);
  g_test_add_func ("/page/is-laid-out-for-the-room-there-is",
                   test_a_page_is_laid_out_for_the_room_there_is);
  return widget_test_run ();
}
