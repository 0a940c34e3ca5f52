/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be taken into the hand: points of the document, rows of a table,
 * entries of a matrix, or whatever a lesson computes.
 */
#pragma once

#include "kit/epi-lesson-params.h"
#include "kit/epi-scene.h"

typedef enum {
  EPI_HANDLE_DISC,
  EPI_HANDLE_SQUARE,
  EPI_HANDLE_DIAMOND,
  EPI_HANDLE_BAR,
  EPI_HANDLE_NUMBER, /* arrows above and below a number */
  EPI_HANDLE_DRAWN   /* a layer of the lesson shows it */
} EpiHandleShape;
typedef enum {
  EPI_MOVE_BOTH,
  EPI_MOVE_HORIZONTAL,
  EPI_MOVE_VERTICAL
} EpiHandleMove;

/* What is said and typed of a handle: "b₁" and 4, "angle (°)" and 30. */
#define EPI_HANDLE_NUMBERS 6
typedef struct {
  char label[64]; /* as in the figure: a symbol, its unit */
  double value;
} EpiHandleNumber;

typedef struct EpiHandleSpec EpiHandleSpec;
struct EpiHandleSpec {
  const char *name;  /* "start"; of a single handle: its name in documents */
  const char *label; /* "start of the descent" */
  const char *view;  /* where it stands */
  EpiHandleShape shape;
  EpiColour colour;
  EpiHandleMove move;
  EpiEffect effect;
  EpiPoint initial;
  const char *across, *up; /* its coordinates: "c₁", "c₂"; NULL: as the axes */
  bool compares;           /* as of EpiParam */
  const char *shown_when; /* or NULL */
  /* The rows of a table as handles: table and the roles of x and y.  They can
   * be added, deleted, selected and moved together.  With several y columns
   * handle i is row i mod rows of output i / rows. */
  const char *table, *x_role, *y_role;
  /* Optional: the role whose column says of which class a row is (kit/
   * epi-classes.h); the keys 1 to 8 and the menu give it another one, and a new
   * row gets the one that the parameter class_param, 1, 2, …, names. */
  const char *class_role, *class_param;
  /* The entries of a matrix as handles, column after column: each stays in its
   * cell of block (data units of the view), is typed as what it is, and dragged
   * up and down by multiples of grain, twenty a cell.  Say stays, too. */
  const char *matrix;
  EpiRange block;
  double grain;
  /* Of a handle that only stands at places so far apart, data units: a key
   * takes it to the next one, which a few pixels would not.  0: anywhere. */
  EpiPoint apart;
  /* For handles that are computed; NULL: the kit's own (a single named point of
   * the document, or the rows of the table). */
  size_t (*count) (const EpiScene *scene);
  bool (*position) (const EpiScene *scene, size_t i, EpiPoint *point);
  /* Optional, beside position: of all n at once; NaN: nowhere. */
  void (*positions) (const EpiScene *scene, size_t n, EpiPoint *points);
  EpiDocument *(*move_to) (const EpiScene *scene, size_t i, EpiPoint point);
  /* Optional, for computed handles of a table's rows: the document with one
   * more row, where the hand made it. */
  EpiDocument *(*add) (const EpiScene *scene, EpiPoint point);
  /* A knob: it stays where it is, and the hand's way from there changes a
   * value.  While a drag is on, move_to() gets the document as it was when the
   * drag began. */
  bool stays;
  /* Optional: what it is called ("edge 2: x + 2y ≤ 4"); NULL, or a new string.
   * Otherwise its label, numbered where there are several. */
  char *(*title) (const EpiScene *scene, size_t i);
  /* Optional, together: what is said of it and can be typed where that is not
   * its coordinates, at most EPI_HANDLE_NUMBERS; and the document in which they
   * have these values (finite; the rest is for the lesson to judge, which
   * returns the scene's own document where it will not have them). */
  size_t (*numbers) (const EpiScene *scene, size_t i, EpiHandleNumber *numbers);
  EpiDocument *(*set_numbers) (const EpiScene *scene, size_t i,
                               const double *values);
  /* A pen, a single computed handle that stands where it drew last: a press
   * anywhere in its view puts it down there, and move_to() draws on. */
  EpiDocument *(*put_down) (const EpiScene *scene, EpiPoint point);
  /* Optional: the way in which a bar lies, data units: along the edge that it
   * moves.  Otherwise it stands upright. */
  EpiPoint (*along) (const EpiScene *scene, size_t i);
};

/* Handles, computed or not. */
size_t epi_handle_count (const EpiHandleSpec *handle, const EpiScene *scene);
bool epi_handle_position (const EpiHandleSpec *handle, const EpiScene *scene,
                          size_t i, EpiPoint *point);
/* Whether a new row can be put where the hand is: they are rows of a table that
 * is there and seen, with a column of numbers across and one up, or make rows
 * themselves (add). */
bool epi_handle_takes_rows (const EpiHandleSpec *handle, const EpiScene *scene);
/* Whether rows can be painted, one after the other, in a view that is shown. */
bool epi_handles_paint (const EpiScene *scene);
/* Of all n = epi_handle_count() at once; NaN where it is nowhere. */
void epi_handle_positions (const EpiHandleSpec *handle, const EpiScene *scene,
                           size_t n, EpiPoint *points);
EpiDocument *epi_handle_move_to (const EpiHandleSpec *handle,
                                 const EpiScene *scene, size_t i,
                                 EpiPoint point);

/* A step of the keys: about as far, to numbers that print short.  A coordinate
 * is rounded to the power of ten at grain or below it (0: it does not move),
 * numbers that the lesson computes to a tenth of what they change by. */
EpiDocument *epi_handle_step_to (const EpiHandleSpec *handle,
                                 const EpiScene *scene, size_t i, EpiPoint to,
                                 EpiPoint grain);

/* New string; see EpiHandleSpec.title. */
char *epi_handle_title (const EpiHandleSpec *handle, const EpiScene *scene,
                        size_t i);
/* How many; 0 where it is nowhere.  axes: of its view, for the names of
 * coordinates. */
size_t epi_handle_numbers (const EpiHandleSpec *handle, const EpiScene *scene,
                           const EpiAxesSpec *axes, size_t i,
                           EpiHandleNumber numbers[EPI_HANDLE_NUMBERS]);
EpiDocument *epi_handle_set_numbers (const EpiHandleSpec *handle,
                                     const EpiScene *scene, size_t i,
                                     const double *values);
/* On the screen: the angle of a bar against upright, in radians, clockwise. */
double epi_handle_angle (const EpiHandleSpec *handle, const EpiScene *scene,
                         const EpiAxes *axes, size_t i);
