/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Actions: every command of the window, in tables.
 *
 * A table row is all there is to a command: the name that menus, buttons and
 * tests use, the words and the keys for people, when it can be used, and the
 * function.  Menus, tooltips and the shortcuts window are made from it.
 *
 * Keys with Ctrl, Alt or a function key work everywhere in the window; plain
 * keys ("space", "f") only where the focused widget has no use for them.
 */
#pragma once

#include <gtk/gtk.h>

typedef struct _EpiWindow EpiWindow;

typedef struct {
  const char *name;    /* "step-forward": the action win.step-forward */
  const char *group;   /* of the shortcuts window: "Playing"; NULL: not there */
  const char *label;   /* "Step forward" */
  const char *keys[3]; /* accelerators, NULL-terminated */
  const char *type;    /* of the parameter: "s"; NULL: none */
  void (*activate) (EpiWindow *window, GVariant *parameter);
  gboolean (*enabled) (EpiWindow *window); /* NULL: always */
  GVariant *(*state) (EpiWindow *window);  /* floating; NULL: stateless */
  /* What it would do now: "Undo: move point 3"; new; NULL: label says it. */
  char *(*says) (EpiWindow *window);
} EpiAction;

/* Adds a table (static; ends with a NULL name) to the window's actions. */
void epi_actions_add (EpiWindow *window, const EpiAction *actions);

/* Asks enabled() and state() of every action again; called by the window after
 * each change of its session. */
void epi_actions_update (EpiWindow *window);

/* The action of that name, or NULL. */
const EpiAction *epi_actions_find (const char *name);

/* What it would do now, in words: says(), else the label.  A new string. */
char *epi_actions_says (EpiWindow *window, const char *name);

/* All of them in order of their tables, for the shortcuts window: calls
 * visit() for each. */
void epi_actions_foreach (void (*visit) (const EpiAction *action,
                                         gpointer data),
                          gpointer data);

/* A button for the action: its icon (or its label, when icon is NULL), tooltip
 * with the keys, and accessible name; both follow what it would do now. */
GtkWidget *epi_actions_button (EpiWindow *window, const char *name,
                               const char *icon);
