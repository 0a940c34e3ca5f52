/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data sets that come with the program: datasets/catalogue.json lists them
 * with their units, licences and credits; each is a CSV file beside it.
 *
 * The folder is looked for in $EPIGRAPH_DATA_DIR, then where the program was
 * installed, then in the source tree that it was built from; a program that
 * still lies in its build folder looks into the source tree first, so that an
 * older installation cannot lend it data.
 */
#pragma once

#include "data/epi-data-error.h"
#include "data/epi-table.h"

typedef struct EpiCatalogue EpiCatalogue;

typedef struct {
  const char *name, *unit; /* unit: "mm", …; "" where none is known */
} EpiDatasetColumn;

typedef struct {     /* belongs to the catalogue; texts are never NULL */
  const char *id;    /* "ames_housing" */
  const char *file;  /* its name in the folder */
  const char *title; /* "House sales in Ames, Iowa" */
  const char *what;  /* one sentence */
  const char *licence, *credit, *source;
  size_t rows, cols;
  const EpiDatasetColumn *columns; /* (cols) */
  bool header;
  /* Names of the columns that a first picture shows, NULL-terminated. */
  const char *const *x, *const *y;
} EpiDataset;

/* NULL when there is none to be found, or it is damaged. */
EpiCatalogue *epi_catalogue_open (GError **error);
EpiCatalogue *epi_catalogue_open_folder (const char *folder, GError **error);
void epi_catalogue_free (EpiCatalogue *catalogue); /* accepts NULL */

/* The folders that a program file of that path looks into, one after another;
 * places[0], from the environment, may be NULL. */
void epi_catalogue_places (const char *program, const char *places[3]);

/* The path of a file that comes with the program: of the places above the first
 * one that has folder/file; NULL when none has.  Free with g_free(). */
char *epi_catalogue_file (const char *folder, const char *file);

/* In the order of the file: the simplest first. */
size_t epi_catalogue_size (const EpiCatalogue *catalogue);
const EpiDataset *epi_catalogue_get (const EpiCatalogue *catalogue, size_t i);

/* NULL, with a sentence that names what there is. */
const EpiDataset *epi_catalogue_find (const EpiCatalogue *catalogue,
                                      const char *id, GError **error);

/* Reads its file; *out has one reference.  A file that does not have the rows
 * and columns of the catalogue is an error. */
bool epi_catalogue_load (const EpiCatalogue *catalogue,
                         const EpiDataset *dataset, EpiTable **out,
                         GError **error);

/* The unit of the column of that name, "" when there is none. */
const char *epi_dataset_unit (const EpiDataset *dataset, const char *column);
