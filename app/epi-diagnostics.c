/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-diagnostics.h"

#include "compute/epi-compute.h"

#include <adwaita.h>

typedef struct {
  const char *group, *title; /* static */
  char *value;
} Fact;

static void
fact_clear (gpointer data)
{
  g_free (((Fact *)data)->value);
}

G_GNUC_PRINTF (4, 5)
static void
add (GArray *facts, const char *group, const char *title, const char *format,
     ...)
{
  Fact fact = {group, title, NULL};
  va_list args;

  va_start (args, format);
  fact.value = g_strdup_vprintf (format, args);
  va_end (args);
  g_array_append_val (facts, fact);
}

static void
add_processor (GArray *facts, const EpiComputeInfo *info)
{
  const char *group = "Processor";

  add (facts, group, "BLAS kernel", "%s",
       info->blas_kernel != NULL ? info->blas_kernel : "unknown");
  add (facts, group, "BLAS library", "%s, %d thread%s",
       info->blas_config != NULL ? info->blas_config : "unknown",
       info->blas_threads, info->blas_threads == 1 ? "" : "s");
  add (facts, group, "Loops beside BLAS", "%s", info->cpu_loops);
  add (facts, group, "Cores", "%u", g_get_num_processors ());
  if (g_getenv ("OPENBLAS_CORETYPE") != NULL)
    add (facts, group, "OPENBLAS_CORETYPE", "%s",
         g_getenv ("OPENBLAS_CORETYPE"));
}

/* From which order on auto takes the GPU, in a few words. */
static void
add_auto (GArray *facts, const EpiComputeInfo *info)
{
  GString *text = g_string_new (NULL);

  for (int kernel = 0; kernel < EPI_N_KERNELS; kernel++)
    if (info->known.from[kernel][0] != EPI_AUTO_NEVER)
      g_string_append_printf (
          text, "%s%s from n = %zu", text->len > 0 ? ", " : "",
          epi_kernel_name ((EpiKernel)kernel), info->known.from[kernel][0]);
  add (facts, "Graphics card", "auto uses it for", "%s",
       !info->known.known ? "nothing: this machine was not measured yet"
       : text->len > 0    ? text->str
                          : "nothing: the processor is faster");
  g_string_free (text, TRUE);
}

static void
add_graphics (GArray *facts, const EpiComputeInfo *info)
{
  const char *group = "Graphics card";

  add (facts, group, "Choice", "%s", epi_choice_word (info->choice));
  if (info->gl_running) {
    add (facts, group, "Renderer", "%s, %s", info->gl_renderer,
         info->gl_vendor);
    add (facts, group, "OpenGL", "%s%s%s", info->gl_version,
         info->gl_software ? ", in software" : "",
         info->gl_doubles ? ", with doubles" : ", without doubles");
    add (facts, group, "Longest slice", "%.1f ms",
         1e3 * info->gl_longest_slice);
  } else {
    add (facts, group, "Renderer", "%s",
         info->known.known && info->known.renderer[0] != '\0'
             ? info->known.renderer
             : "not started");
  }
  if (info->gl_trouble != NULL)
    add (facts, group, "Trouble", "%s", info->gl_trouble);
  add_auto (facts, info);
}

static void
add_window (GArray *facts, GtkWidget *widget)
{
  const char *group = "Window";
  GtkNative *native = gtk_widget_get_native (widget);

  add (facts, group, "Epigraph", "%s", EPI_VERSION);
  add (facts, group, "GTK", "%u.%u.%u, libadwaita %u.%u.%u",
       gtk_get_major_version (), gtk_get_minor_version (),
       gtk_get_micro_version (), adw_get_major_version (),
       adw_get_minor_version (), adw_get_micro_version ());
  if (native != NULL && gtk_native_get_renderer (native) != NULL)
    add (facts, group, "Drawn by", "%s on %s",
         G_OBJECT_TYPE_NAME (gtk_native_get_renderer (native)),
         G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget)));
}

static GArray *
collect (GtkWidget *widget)
{
  GArray *facts = g_array_new (FALSE, FALSE, sizeof (Fact));
  EpiComputeInfo info = epi_compute_describe (epi_compute_default ());

  g_array_set_clear_func (facts, fact_clear);
  add_processor (facts, &info);
  add_graphics (facts, &info);
  add_window (facts, widget);
  epi_compute_info_clear (&info);
  return facts;
}

char *
epi_diagnostics_text (GtkWidget *widget)
{
  GArray *facts = collect (widget);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < facts->len; i++) {
    const Fact *fact = &g_array_index (facts, Fact, i);
    g_string_append_printf (text, "%s / %s: %s\n", fact->group, fact->title,
                            fact->value);
  }
  g_array_unref (facts);
  return g_string_free (text, FALSE);
}

/* ---- The dialog ---- */

static void
copy_cb (GtkButton *button, gpointer data)
{
  char *text = epi_diagnostics_text (GTK_WIDGET (button));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  gtk_button_set_label (button, "Copied");
  g_free (text);
}

static void
append_fact (AdwPreferencesGroup *group, const Fact *fact)
{
  GtkWidget *row = adw_action_row_new ();
  char *value = g_markup_escape_text (fact->value, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), fact->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
  g_free (value);
}

static GtkWidget *
new_page (GArray *facts)
{
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *group = NULL;
  const char *name = NULL;

  for (guint i = 0; i < facts->len; i++) {
    const Fact *fact = &g_array_index (facts, Fact, i);
    if (g_strcmp0 (fact->group, name) != 0) {
      group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (group, fact->group);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), group);
      name = fact->group;
    }
    append_fact (group, fact);
  }
  return page;
}

void
epi_diagnostics_present (GtkWindow *parent)
{
  GArray *facts = collect (GTK_WIDGET (parent));
  GtkWidget *dialog = g_object_new (
      ADW_TYPE_WINDOW, "transient-for", parent, "modal", TRUE, "title",
      "Diagnostics", "default-width", 600, "default-height", 640, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_label ("Copy");

  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), NULL);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), copy);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), new_page (facts));
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_present (GTK_WINDOW (dialog));
  g_array_unref (facts);
}
