/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "epi-files-private.h"

#include "epi-export.h"

static const EpiAction file_actions[] = {
    {"open", "Files", "Open…", {"<Ctrl>o"}, NULL, epi_files_open_action},
    {"recent",
     "Files",
     "Open a recent file…",
     {"<Ctrl><Shift>o"},
     NULL,
     epi_files_recent_action},
    {"save",
     "Files",
     "Save",
     {"<Ctrl>s"},
     NULL,
     epi_files_save_action,
     epi_window_has_session},
    {"save-as",
     "Files",
     "Save as…",
     {"<Ctrl><Shift>s"},
     NULL,
     epi_files_save_as_action,
     epi_window_has_session},
    {"import",
     "Data",
     "Import a table…",
     {"<Ctrl>i"},
     NULL,
     epi_files_import_action,
     epi_window_has_table},
    {"export",
     "Files",
     "Export…",
     {"<Ctrl>e"},
     NULL,
     epi_export,
     epi_window_has_answer},
    {"copy-figure",
     "Files",
     "Copy the figures",
     {"<Ctrl><Shift>c"},
     NULL,
     epi_export_copy,
     epi_window_has_answer},
    {"print",
     "Files",
     "Print…",
     {"<Ctrl>p"},
     NULL,
     epi_export_print,
     epi_window_has_answer},
    {NULL},
};

void
epi_files_add (EpiWindow *window)
{
  epi_actions_add (window, file_actions);
  g_signal_connect (window, "close-request",
                    G_CALLBACK (epi_files_close_request_cb), NULL);
}
