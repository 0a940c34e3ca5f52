/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "linear-program/program.h"

#include "convex/epi-corners.h"
#include "core/epi-alloc.h"
#include "core/epi-number.h"
#include "kit/epi-entries.h"
#include "kit/epi-words.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* ---- From the document ---- */

static bool
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
  return false;
}

static bool
check_shape (size_t m, size_t n, size_t width, size_t cost_rows, GError **error)
{
  if (n == 0 || cost_rows != 1)
    return refuse (error, "the cost c must be one row with a number for every "
                          "variable");
  if (n > LP_MAX_VARIABLES || m > LP_MAX_ROWS)
    return refuse (error, "there are more than 20 variables or 60 constraints: "
                          "a figure has no room for them; open the program as "
                          "a file in the lesson on published programs");
  if (m > 0 && width != n + 1) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 "a constraint has %zu numbers, but with %zu in c it must have "
                 "%zu: the coefficients and the right-hand side",
                 width, n, n + 1);
    return false;
  }
  return true;
}

static void
take_rows (LpProgram *p, const double *rows)
{
  for (size_t i = 0; i < p->m; i++) {
    for (size_t j = 0; j < p->n; j++)
      *epi_matrix_at (&p->G, i, j) = rows[i + j * p->m];
    p->h[i] = rows[i + p->n * p->m];
  }
  for (size_t j = 0; p->nonnegative && j < p->n; j++)
    *epi_matrix_at (&p->G, p->m + j, j) = -1;
}

static bool
check_numbers (const LpProgram *p, GError **error)
{
  if (!epi_is_finite (p->c, p->n))
    return refuse (error, "the cost c must have a number for every variable");
  for (size_t i = 0; i < p->m; i++)
    for (size_t j = 0; j <= p->n; j++)
      if (!isfinite (j < p->n ? *epi_matrix_at (&p->G, i, j) : p->h[i])) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     "constraint %zu is not complete: it needs a number for "
                     "every variable and a right-hand side",
                     i + 1);
        return false;
      }
  return true;
}

bool
lp_program_read (const EpiLesson *lesson, const EpiDocument *document,
                 LpProgram *out, GError **error)
{
  size_t m, width, cost_rows, n;
  double *rows =
      epi_lesson_matrix (lesson, document, "constraints", &m, &width);
  double *c = epi_lesson_matrix (lesson, document, "c", &cost_rows, &n);
  bool good = check_shape (m, n, width, cost_rows, error);

  *out = (LpProgram){0};
  if (good) {
    bool nonnegative = epi_lesson_number (lesson, document, "nonnegative") != 0;
    *out = (LpProgram){.n = n,
                       .m = m,
                       .n_walls = nonnegative ? m + n : m,
                       .nonnegative = nonnegative,
                       .c = g_memdup2 (c, n * sizeof *c)};
    out->h = g_new0 (double, out->n_walls + 1);
    if (epi_matrix_new (out->n_walls, n, &out->G) != EPI_OK)
      good = refuse (error, "there is not enough memory");
    else {
      take_rows (out, rows);
      good = check_numbers (out, error);
    }
  }
  g_free (rows);
  g_free (c);
  if (!good)
    lp_program_free (out);
  return good;
}

void
lp_program_free (LpProgram *program)
{
  g_free (program->c);
  g_free (program->h);
  epi_matrix_clear (&program->G);
  *program = (LpProgram){0};
}

EpiStatus
lp_program_qp (const LpProgram *p, EpiQp *out)
{
  EpiTriplet *entries = g_new (EpiTriplet, p->m * p->n + 1);
  size_t n = 0;
  EpiStatus status = epi_qp_new (p->m, p->n, out);

  for (size_t i = 0; i < p->m; i++)
    for (size_t j = 0; j < p->n; j++)
      if (*epi_matrix_at (&p->G, i, j) != 0)
        entries[n++] =
            (EpiTriplet){(int)i, (int)j, *epi_matrix_at (&p->G, i, j)};
  if (status == EPI_OK) {
    epi_sparse_clear (&out->A);
    status = epi_sparse_from_triplets (p->m, p->n, entries, n, &out->A);
  }
  g_free (entries);
  if (status != EPI_OK) {
    epi_qp_clear (out);
    return status;
  }
  memcpy (out->c, p->c, p->n * sizeof *p->c);
  memcpy (out->row_upper, p->h, p->m * sizeof *p->h);
  for (size_t j = 0; j < p->n; j++)
    out->lower[j] = p->nonnegative ? 0 : -INFINITY;
  return EPI_OK;
}

EpiHalfPlane
lp_wall (const LpProgram *p, size_t i)
{
  return (EpiHalfPlane){
      {*epi_matrix_at (&p->G, i, 0), *epi_matrix_at (&p->G, i, 1)}, p->h[i]};
}

/* ---- Words ---- */

char *
lp_variable_name (const LpProgram *p, size_t variable)
{
  return variable < p->n ? epi_word_indexed ("<i>x</i>", variable + 1)
                         : epi_word_indexed ("<i>w</i>", variable - p->n + 1);
}

char *
lp_sum_text (const double *coefficients, size_t n, const char *name)
{
  GString *text = g_string_new (NULL);

  for (size_t j = 0; j < n; j++) {
    double a = coefficients[j];
    if (a == 0)
      continue;
    const char *sign = a < 0 ? "−" : text->len > 0 ? "+" : "";
    char *number = epi_number_label (fabs (a), 3);
    char *variable = epi_word_indexed (name, j + 1);
    g_string_append_printf (text, "%s%s%s%s%s", text->len > 0 ? " " : "", sign,
                            text->len > 0 ? " " : "",
                            strcmp (number, "1") == 0 ? "" : number, variable);
    g_free (number);
    g_free (variable);
  }
  if (text->len == 0)
    g_string_append (text, "0");
  return g_string_free (text, FALSE);
}

char *
lp_wall_text (const LpProgram *p, size_t i)
{
  if (i >= p->m) {
    char *variable = epi_word_indexed ("<i>x</i>", i - p->m + 1);
    char *text = g_strconcat (variable, " ≥ 0", NULL);
    g_free (variable);
    return text;
  }
  double *row = g_new (double, p->n);
  for (size_t j = 0; j < p->n; j++)
    row[j] = *epi_matrix_at (&p->G, i, j);
  char *sum = lp_sum_text (row, p->n, "<i>x</i>");
  char *bound = epi_number_label (p->h[i], 4);
  char *text = g_strconcat (sum, " ≤ ", bound, NULL);
  g_free (row);
  g_free (sum);
  g_free (bound);
  return text;
}

EpiDocument *
lp_with_rows (const EpiScene *scene, const double *rows, size_t m, size_t n)
{
  return epi_lesson_with_matrix (scene->lesson, scene->document, "constraints",
                                 rows, m, n + 1);
}

/* ---- What is in sight ---- */

#define SIGHT 0.8   /* beyond lines and c, as a share of their width */
#define MARGIN 0.07 /* around corners */
#define OPEN 0.4    /* where the region goes on */

/* Where two walls meet. */
static bool
meet (EpiHalfPlane p, EpiHalfPlane q, EpiPoint *at)
{
  double det = p.a[0] * q.a[1] - p.a[1] * q.a[0];
  double size = hypot (p.a[0], p.a[1]) * hypot (q.a[0], q.a[1]);

  if (!(fabs (det) > 1e-6 * size))
    return false;
  *at = (EpiPoint){(p.b * q.a[1] - q.b * p.a[1]) / det,
                   (q.b * p.a[0] - p.b * q.a[0]) / det};
  return true;
}

static void
include_near (EpiRange *range, const EpiRange *limit, EpiPoint at,
              double margin)
{
  if (!(at.x > limit->x0 && at.x < limit->x1 && at.y > limit->y0 &&
        at.y < limit->y1))
    return;
  epi_range_include (range, at.x - margin, at.y - margin);
  epi_range_include (range, at.x + margin, at.y + margin);
}

/* The origin, c, and where the lines come nearest to the origin. */
static EpiRange
core_range (const LpProgram *p)
{
  EpiRange core = epi_range_empty ();

  epi_range_include (&core, 0, 0);
  epi_range_include (&core, p->c[0], p->c[1]);
  for (size_t i = 0; i < p->m; i++) {
    EpiHalfPlane wall = lp_wall (p, i);
    double square = wall.a[0] * wall.a[0] + wall.a[1] * wall.a[1];
    if (square > 0)
      epi_range_include (&core, wall.b * wall.a[0] / square,
                         wall.b * wall.a[1] / square);
  }
  return epi_range_padded (core, 0.06);
}

/* Where the polygon is open, more is seen of what is beyond. */
static EpiRange
widened_where_open (const LpProgram *p, EpiRange range, double by)
{
  EpiHalfPlane *walls = g_new (EpiHalfPlane, p->n_walls + 1);
  EpiRange wide = range;

  for (size_t i = 0; i < p->n_walls; i++)
    walls[i] = lp_wall (p, i);
  EpiPolygon polygon = epi_half_planes_meet (walls, p->n_walls, &range);
  for (size_t k = 0; k < polygon.n; k++) {
    EpiPoint a = polygon.at[k], b = polygon.at[(k + 1) % polygon.n];
    if (polygon.edge[k] != EPI_EDGE_BOX)
      continue;
    if (a.x == b.x && a.x == range.x0)
      wide.x0 = range.x0 - by;
    else if (a.x == b.x)
      wide.x1 = range.x1 + by;
    else if (a.y == range.y0)
      wide.y0 = range.y0 - by;
    else
      wide.y1 = range.y1 + by;
  }
  epi_polygon_clear (&polygon);
  g_free (walls);
  return wide;
}

/* And the corners that lie about there: those of two lines that are almost
 * parallel may be anywhere.  Where there is no corner, all crossings. */
EpiRange
lp_plane_range (const LpProgram *p)
{
  EpiRange core = core_range (p);
  double size = fmax (core.x1 - core.x0, core.y1 - core.y0);
  EpiRange limit = {core.x0 - SIGHT * size,
                    core.x1 + SIGHT * size,
                    core.y0 - SIGHT * size,
                    core.y1 + SIGHT * size,
                    false,
                    false};
  EpiCorners corners;

  if (epi_corners_find (&p->G, p->h, &corners) != EPI_OK)
    corners = (EpiCorners){0};
  for (size_t k = 0; k < corners.n_corners; k++)
    include_near (&core, &limit,
                  (EpiPoint){corners.x[2 * k], corners.x[2 * k + 1]},
                  MARGIN * size);
  for (size_t i = 0; corners.n_corners == 0 && i < p->n_walls; i++)
    for (size_t j = 0; j < i; j++) {
      EpiPoint at;
      if (meet (lp_wall (p, i), lp_wall (p, j), &at))
        include_near (&core, &limit, at, MARGIN * size);
    }
  epi_corners_clear (&corners);
  return widened_where_open (p, core, OPEN * size);
}
