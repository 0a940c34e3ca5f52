/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The problem of the file: what it is, and the pattern of its matrix.  The
 * numbers and names of a small one are drawn in views-entries.c.
 */
#include "convex-program/program.h"

#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>

#define SMALL 14 /* rows and columns */

static const char *
kind_words (EpiProgramKind kind)
{
  static const char *const words[] = {"linear program", "quadratic program",
                                      "semidefinite program", "max-det program",
                                      "geometric program"};
  return words[kind];
}

/* "1 row", "3 rows". */
static char *
counted (size_t n, const char *one, const char *many)
{
  return g_strdup_printf ("%zu %s", n, n == 1 ? one : many);
}

/* "3 rows, 6 variables, 18 entries (100 %)" */
static char *
rows_words (const EpiProgram *program, size_t n_entries, const char *share)
{
  char *rows = counted (program->qp.rows, "row", "rows");
  char *variables = counted (program->qp.cols, "variable", "variables");
  char *entries = counted (n_entries, "entry", "entries");
  char *text = g_strdup_printf (
      "%s, %s%s, %s (%s %%)", rows, variables,
      program->kind == EPI_PROGRAM_QUADRATIC ? "; Q above A" : "", entries,
      share);

  g_free (rows);
  g_free (variables);
  g_free (entries);
  return text;
}

static char *
blocks_words (const EpiSdp *sdp, size_t order, const char *share)
{
  char *variables = counted (sdp->m, "variable", "variables");
  char *blocks = counted (sdp->n_blocks, "block", "blocks");
  char *text =
      g_strdup_printf ("%s; F(x) is %zu × %zu in %s, %s %% of it ever nonzero",
                       variables, order, order, blocks, share);

  g_free (variables);
  g_free (blocks);
  return text;
}

static char *
terms_words (const EpiGp *gp, const char *share)
{
  char *variables = counted (gp->variables, "variable", "variables");
  char *constraints = counted (gp->constraints, "constraint", "constraints");
  char *terms = counted (gp->terms, "term", "terms");
  char *text = g_strdup_printf ("%s, %s; exponents of %s (%s %%)", variables,
                                constraints, terms, share);

  g_free (variables);
  g_free (constraints);
  g_free (terms);
  return text;
}

static char *
size_words (const CpFile *file)
{
  const EpiSparsity *p = &file->pattern;
  const EpiProgram *program = &file->program;
  double cells = (double)p->rows * (double)p->cols;
  char *share =
      epi_number_label (cells > 0 ? 100 * (double)p->entries / cells : 0, 2);
  char *text;

  switch (program->kind) {
  case EPI_PROGRAM_LINEAR:
  case EPI_PROGRAM_QUADRATIC:
    text = rows_words (program, p->entries, share);
    break;
  case EPI_PROGRAM_SEMIDEFINITE:
  case EPI_PROGRAM_MAXDET:
    text = blocks_words (&program->sdp, p->rows, share);
    break;
  default:
    text = terms_words (&program->gp, share);
  }
  g_free (share);
  return text;
}

char *
cp_problem_summary (const EpiScene *scene)
{
  const CpFile *file = cp_file (scene->document, NULL);

  if (file == NULL)
    return g_strdup ("No problem is open.");
  char *size = size_words (file);
  char *text = g_strdup_printf ("%s, a %s: %s.",
                                epi_attachment_name (epi_document_attachment (
                                    scene->document, EPI_OPENED)),
                                kind_words (file->program.kind), size);
  g_free (size);
  return text;
}

/* Whether its numbers can be read. */
bool
cp_is_small (const CpFile *file)
{
  return file->pattern.rows <= SMALL && file->pattern.cols <= SMALL;
}

/* In rows (down, below 0) and columns: all of the matrix, a narrow one as wide
 * as it can be read. */
void
cp_problem_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  const CpFile *file = cp_file (scene->document, NULL);
  double rows = file != NULL ? fmax ((double)file->pattern.rows, 1) : 1;
  double cols = file != NULL ? fmax ((double)file->pattern.cols, 1) : 1;
  bool small = file != NULL && cp_is_small (file);
  bool named = small && file->n_rows > 0;
  bool sides = named && epi_program_form (file->program.kind) == EPI_FORM_QP;
  double beside = small ? 0.27 * cols : 0.02 * cols;
  double below = sides ? rows + 0.3 * fmax (rows, 4) : 1.03 * rows;
  double above = (named ? 0.75 : 0.35) * below; /* for names and words */

  spec->bare = true;
  spec->fit = (EpiRange){-beside, cols + beside, -below, above, false, false};
  spec->equal = !small && rows < 4 * cols && cols < 4 * rows;
}

static void
draw_frame_around (cairo_t *cr, const EpiAxes *axes, const EpiSparsity *p)
{
  const double x[] = {0, (double)p->cols, (double)p->cols, 0};
  const double y[] = {0, 0, -(double)p->rows, -(double)p->rows};

  epi_draw_polygon (cr, axes, x, y, 4, EPI_COLOUR_GRID, 0.25,
                    (EpiStroke){EPI_COLOUR_DIM, 0.8, 1.2, false});
}

static void
draw_pattern (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const CpFile *file = cp_file (scene->document, NULL);

  if (file == NULL) {
    epi_draw_message (cr, axes,
                      "Open a .mps, .qps, .dat-s or .eo file,\n"
                      "or drop one here");
    return;
  }
  if (!epi_plot_table_attached (cr))
    draw_frame_around (cr, axes, &file->pattern);
  epi_draw_sparsity (cr, axes, &file->pattern, EPI_COLOUR_DATA);
  if (file->program.kind == EPI_PROGRAM_QUADRATIC) {
    double cols = (double)file->program.qp.cols;
    epi_draw_segment (cr, axes, 0, -cols, cols, -cols,
                      (EpiStroke){EPI_COLOUR_TEXT, 0.8, 1.2, true});
  }
}

/* ---- Words ---- */

static void
draw_words (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
            const void *data)
{
  const CpFile *file = cp_file (scene->document, NULL);
  const EpiRect *plot = &axes->plot;
  double line = 1.5 * axes->text, y = plot->y + 0.7 * line;

  if (file == NULL || epi_plot_table_attached (cr))
    return;
  char *name =
      g_markup_escape_text (epi_attachment_name (epi_document_attachment (
                                scene->document, EPI_OPENED)),
                            -1);
  bool maximize = epi_program_form (file->program.kind) == EPI_FORM_QP &&
                  file->program.qp.maximize;
  char *head = g_strdup_printf ("<b>%s</b>   %s%s", name,
                                kind_words (file->program.kind),
                                maximize ? ", maximize" : "");
  char *size = size_words (file);
  char *warning =
      file->warning != NULL ? g_markup_escape_text (file->warning, -1) : NULL;

  epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
  epi_plot_text_draw (cr, head, axes->text, plot->x, y, 0, 0.5);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  epi_plot_text_draw (cr, size, axes->text, plot->x, y + line, 0, 0.5);
  if (warning != NULL) {
    epi_palette_source (axes->palette, cr, EPI_COLOUR_WARNING, 1);
    epi_plot_text_draw_wrapped (cr, warning, 0.86 * axes->text, plot->width,
                                plot->x, y + 1.8 * line);
  }
  g_free (warning);
  g_free (size);
  g_free (head);
  g_free (name);
}

const EpiLayer cp_problem_layers[] = {
    {.name = "pattern", .draw = draw_pattern, .depends = EPI_DEPENDS_FILE},
    {.name = "entries", .draw = cp_draw_entries, .depends = EPI_DEPENDS_FILE},
    {.name = "names",
     .draw = cp_draw_names,
     .depends = EPI_DEPENDS_FILE,
     .overflow = true},
    {.name = "words",
     .draw = draw_words,
     .depends = EPI_DEPENDS_FILE,
     .overflow = true},
    {.name = "sides",
     .draw = cp_draw_sides,
     .depends = EPI_DEPENDS_DOCUMENT,
     .overflow = true},
    {NULL},
};
