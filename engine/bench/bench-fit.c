/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * nist: the digits that each method has right of NIST's certified parameters
 *   (the worst parameter of a set), for every .dat file in problems/ls under
 *   EPIGRAPH_SHARED_DIR.  Linear sets: normal equations, QR, SVD, and QR with
 *   refinement; nonlinear ones: Levenberg-Marquardt from both starts.
 * fit: one of 1,000,000 points moves, and the polynomial follows; the time of
 *   one move (median of 100) beside that of a full refit by QR, and the
 *   relative difference of the two answers after all moves.
 */
#include "bench/epi-benches.h"
#include "core/epi-random.h"
#include "fit/epi-features.h"
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-lsq-update.h"
#include "fit/epi-nist.h"
#include "fit/epi-nonlinear.h"
#include "fit/epi-normal-equations.h"

#include <math.h>
#include <string.h>

#define ROWS 1000000
#define DEGREE 3
#define MOVES 100
#define MOST_STEPS 20000

/* How many digits method has in the end; frees it. */
static double
digits_of (const EpiNist *nist, EpiMethod *method)
{
  double digits = 0;

  if (epi_method_run (method, MOST_STEPS, NULL, NULL) == EPI_CONVERGED)
    digits = epi_nist_digits (nist, method->x);
  epi_method_free (method);
  return digits;
}

static void
put_digits (const EpiBenchSink *sink, const EpiNist *nist, const char *how,
            double digits, double goal, const char *peer, double peer_value)
{
  char *name = g_strdup_printf ("nist-%s-%s", nist->name, how);
  EpiBenchFigure figure = {name, digits,    "digits", goal, EPI_BENCH_HIGHER,
                           peer, peer_value};

  sink->put (&figure, sink->data);
  g_free (name);
}

static void
linear (const EpiBenchSink *sink, const EpiNist *nist)
{
  EpiMatrix A, A_low, B, B_low;
  EpiMethod *method;

  if (epi_nist_matrices (nist, &A, &A_low, &B, &B_low) != EPI_OK)
    return;
  EpiLs ls = {.A = A, .B = B};
  EpiLsQrOptions options = {
      .refinements = 30, .A_low = &A_low, .B_low = &B_low};
  if (epi_normal_equations_new (&ls, &method) == EPI_OK)
    put_digits (sink, nist, "normal-equations", digits_of (nist, method), NAN,
                NULL, NAN);
  if (epi_ls_svd_new (&ls, &method) == EPI_OK)
    put_digits (sink, nist, "svd", digits_of (nist, method), NAN, NULL, NAN);
  double plain = 0;
  if (epi_ls_qr_new (&ls, NULL, &method) == EPI_OK)
    put_digits (sink, nist, "qr", plain = digits_of (nist, method), NAN, NULL,
                NAN);
  if (epi_ls_qr_new (&ls, &options, &method) == EPI_OK)
    put_digits (sink, nist, "qr-refined", digits_of (nist, method),
                strcmp (nist->name, "Filip") == 0 ? 7 : 9, "QR", plain);
  epi_matrix_clear (&A);
  epi_matrix_clear (&A_low);
  epi_matrix_clear (&B);
  epi_matrix_clear (&B_low);
}

/* "start-1"; "start-1-local-minimum" where what is found is one: the gradient
 * vanishes, no direction goes down, and the sum of squares is not the certified
 * one. */
static void
nonlinear (const EpiBenchSink *sink, const EpiNist *nist, int start)
{
  EpiFormulaResiduals residuals;
  EpiNonlinearCheck check;
  EpiMethod *method;

  epi_nist_residuals (nist, &residuals);
  EpiStatus status = epi_nonlinear_new (
      EPI_LEVENBERG_MARQUARDT, &residuals.base, nist->start[start], &method);
  if (status == EPI_OK) {
    status = epi_method_run (method, MOST_STEPS, NULL, NULL);
    bool local =
        status == EPI_CONVERGED && method->f > 1.0001 * nist->certified_rss &&
        epi_nonlinear_check (&residuals.base, method->x, &check) == EPI_OK &&
        check.minimum;
    char *how = g_strdup_printf ("start-%d%s", start + 1,
                                 local ? "-local-minimum" : "");
    put_digits (sink, nist, how, digits_of (nist, method),
                local && strcmp (nist->name, "MGH17") == 0 ? NAN : 6, NULL,
                NAN);
    g_free (how);
  }
  epi_formula_residuals_clear (&residuals);
}

static int
by_name (const void *a, const void *b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

void
epi_bench_nist (const EpiBenchSink *sink)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *path = g_build_filename (shared != NULL ? shared : "../shared",
                                 "problems", "ls", NULL);
  GDir *dir = g_dir_open (path, 0, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".dat"))
      g_ptr_array_add (files, g_build_filename (path, name, NULL));
  if (files->len > 0)
    qsort (files->pdata, files->len, sizeof (char *), by_name);
  for (guint i = 0; i < files->len; i++) {
    GError *error = NULL;
    EpiNist *nist = epi_nist_read (g_ptr_array_index (files, i), &error);
    if (nist == NULL) {
      g_printerr ("%s\n", error->message);
      g_error_free (error);
    } else if (nist->nonlinear) {
      nonlinear (sink, nist, 0);
      nonlinear (sink, nist, 1);
    } else {
      linear (sink, nist);
    }
    epi_nist_free (nist);
  }
  if (files->len == 0)
    g_printerr ("No NIST sets (.dat) in “%s”; EPIGRAPH_SHARED_DIR names the "
                "folder above problems/ls.\n",
                path);
  if (dir != NULL)
    g_dir_close (dir);
  g_ptr_array_unref (files);
  g_free (path);
}

/* A million points on [-1,1], a cubic through them. */
static EpiStatus
make_points (EpiLs *ls, const EpiFeatures *features)
{
  EpiRandom random = epi_random (1, 6);
  double row[DEGREE + 1];

  *ls = (EpiLs){0};
  if (epi_matrix_new (ROWS, DEGREE + 1, &ls->A) != EPI_OK ||
      epi_matrix_new (ROWS, 1, &ls->B) != EPI_OK)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < ROWS; i++) {
    double x = 2 * epi_random_uniform (&random) - 1;
    epi_features_row (features, &x, row);
    for (size_t j = 0; j <= DEGREE; j++)
      *epi_matrix_at (&ls->A, i, j) = row[j];
    ls->B.data[i] = x * x - x + epi_random_normal (&random);
  }
  return EPI_OK;
}

/* Drags point 0 along; returns the median seconds of a move. */
static double
drag (EpiLs *ls, const EpiFeatures *features, EpiLsqUpdate *update,
      EpiMatrix *theta)
{
  double seconds[MOVES], objective;

  for (int move = 0; move < MOVES; move++) {
    double old[DEGREE + 1], new[DEGREE + 1], old_b = ls->B.data[0];
    double x = move / 100.0, b = 3 * sin (0.1 * move);
    for (size_t j = 0; j <= DEGREE; j++)
      old[j] = *epi_matrix_at (&ls->A, 0, j);
    double start = epi_bench_now ();
    epi_features_row (features, &x, new);
    epi_lsq_update_replace (update, old, &old_b, 1, new, &b, 1);
    epi_lsq_update_solve (update, theta, &objective);
    seconds[move] = epi_bench_now () - start;
    for (size_t j = 0; j <= DEGREE; j++)
      *epi_matrix_at (&ls->A, 0, j) = new[j];
    ls->B.data[0] = b;
  }
  return epi_bench_median (seconds, MOVES);
}

static void
measure_drag (const EpiBenchSink *sink, EpiLs *ls, const EpiFeatures *features)
{
  double values[DEGREE + 1], difference = 0, size = 0;
  EpiMatrix theta = epi_matrix_view (values, DEGREE + 1, 1, DEGREE + 1);
  EpiLsqUpdate *update;
  EpiMethod *qr;

  if (epi_lsq_update_new (ls, &update) != EPI_OK)
    return;
  double seconds = drag (ls, features, update, &theta);
  double start = epi_bench_now ();
  if (epi_ls_qr_new (ls, NULL, &qr) == EPI_OK) {
    epi_method_run (qr, 100, NULL, NULL);
    double full = epi_bench_now () - start;
    for (size_t j = 0; j <= DEGREE; j++) {
      difference = fmax (difference, fabs (values[j] - qr->x[j]));
      size = fmax (size, fabs (qr->x[j]));
    }
    EpiBenchFigure time = {"refit-1e6",     1e3 * seconds, "ms",      1,
                           EPI_BENCH_LOWER, "full QR",     1e3 * full};
    EpiBenchFigure error = {"refit-1e6-difference", difference / size,
                            "relative to a full refit", 1e-10, EPI_BENCH_LOWER};
    sink->put (&time, sink->data);
    sink->put (&error, sink->data);
    epi_method_free (qr);
  }
  epi_lsq_update_free (update);
}

void
epi_bench_fit (const EpiBenchSink *sink)
{
  EpiFeatures *features =
      epi_features_new (EPI_FEATURES_POLYNOMIAL, 1, DEGREE, true);
  EpiLs ls;

  if (make_points (&ls, features) == EPI_OK)
    measure_drag (sink, &ls, features);
  epi_matrix_clear (&ls.A);
  epi_matrix_clear (&ls.B);
  epi_features_free (features);
}
