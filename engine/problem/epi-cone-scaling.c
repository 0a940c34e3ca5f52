/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-cone-scaling.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <math.h>

/* The power of two next to 1/√size, or 1 for nothing. */
static double
inverse_root (double size)
{
  return size > 0 && isfinite (size) ? exp2 (-rint (log2 (size) / 2)) : 1;
}

/* The power of two next to size, or 1 for nothing. */
static double
power_of_two (double size)
{
  return size > 0 && isfinite (size) ? exp2 (rint (log2 (size))) : 1;
}

static bool
scaling_new (const EpiConeProgram *program, EpiConeScaling *out)
{
  *out = (EpiConeScaling){
      .n = program->n,
      .p = program->A.rows,
      .g = program->G.rows,
      .column = epi_new (double, program->n),
      .row = epi_new (double, program->A.rows),
      .cone_row = epi_new (double, program->G.rows),
      .rhs = 1,
      .cost = 1,
  };
  return out->column != NULL && out->row != NULL && out->cone_row != NULL;
}

void
epi_cone_scaling_clear (EpiConeScaling *scaling)
{
  epi_free (scaling->column);
  epi_free (scaling->row);
  epi_free (scaling->cone_row);
  *scaling = (EpiConeScaling){0};
}

static void
fill (double *v, size_t n, double value)
{
  for (size_t i = 0; i < n; i++)
    v[i] = value;
}

/* A := diag (by_row) A diag (by_col). */
static void
scale_matrix (EpiSparse *A, const double *by_row, const double *by_col)
{
  for (size_t j = 0; j < A->cols; j++)
    for (int k = A->start[j]; k < A->start[j + 1]; k++)
      A->value[k] *= by_row[A->row[k]] * by_col[j];
}

/* One number for every cone but the orthant: the largest of its rows. */
static void
join_cones (const EpiConeProgram *program, double *norms)
{
  for (size_t k = 0; k < program->n_cones; k++) {
    size_t dim = epi_cone_dim (program->cones[k]);
    if (program->cones[k].kind != EPI_CONE_NONNEGATIVE)
      fill (norms, dim, epi_max_abs (norms, dim));
    norms += dim;
  }
}

typedef struct { /* the factors of one pass */
  double *column, *row, *cone_row;
} Pass;

static void
run_pass (EpiConeProgram *program, const Pass *pass, EpiConeScaling *scaling)
{
  size_t n = scaling->n, p = scaling->p, g = scaling->g;

  fill (pass->column, n, 0);
  fill (pass->row, p, 0);
  fill (pass->cone_row, g, 0);
  epi_sparse_raise (&program->P, pass->column, pass->column);
  epi_sparse_raise (&program->A, pass->row, pass->column);
  epi_sparse_raise (&program->G, pass->cone_row, pass->column);
  join_cones (program, pass->cone_row);
  for (size_t j = 0; j < n; j++)
    scaling->column[j] *= pass->column[j] = inverse_root (pass->column[j]);
  for (size_t i = 0; i < p; i++)
    scaling->row[i] *= pass->row[i] = inverse_root (pass->row[i]);
  for (size_t i = 0; i < g; i++)
    scaling->cone_row[i] *= pass->cone_row[i] =
        inverse_root (pass->cone_row[i]);
  scale_matrix (&program->P, pass->column, pass->column);
  scale_matrix (&program->A, pass->row, pass->column);
  scale_matrix (&program->G, pass->cone_row, pass->column);
}

/* b, h and c in the new units, then β and κ. */
static void
scale_vectors (EpiConeProgram *program, EpiConeScaling *scaling)
{
  EpiSparse *P = &program->P;
  size_t entries = epi_sparse_entries (P);

  for (size_t j = 0; j < scaling->n; j++)
    program->c[j] *= scaling->column[j];
  for (size_t i = 0; i < scaling->p; i++)
    program->b[i] *= scaling->row[i];
  for (size_t i = 0; i < scaling->g; i++)
    program->h[i] *= scaling->cone_row[i];
  double beta = power_of_two (fmax (epi_max_abs (program->b, scaling->p),
                                    epi_max_abs (program->h, scaling->g)));
  for (size_t i = 0; i < scaling->p; i++)
    program->b[i] /= beta;
  for (size_t i = 0; i < scaling->g; i++)
    program->h[i] /= beta;
  double kappa =
      1 / power_of_two (fmax (epi_max_abs (program->c, scaling->n),
                              beta * epi_max_abs (P->value, entries)));
  for (size_t j = 0; j < scaling->n; j++)
    program->c[j] *= kappa;
  for (size_t k = 0; k < entries; k++)
    P->value[k] *= kappa * beta;
  scaling->rhs = beta;
  scaling->cost = kappa;
}

EpiStatus
epi_cone_program_equilibrate (EpiConeProgram *program, size_t passes,
                              EpiConeScaling *out)
{
  Pass pass = {epi_new (double, program->n), epi_new (double, program->A.rows),
               epi_new (double, program->G.rows)};
  EpiStatus status = EPI_NO_MEMORY;

  if (scaling_new (program, out) && pass.column != NULL && pass.row != NULL &&
      pass.cone_row != NULL) {
    fill (out->column, out->n, 1);
    fill (out->row, out->p, 1);
    fill (out->cone_row, out->g, 1);
    for (size_t k = 0; k < passes; k++)
      run_pass (program, &pass, out);
    scale_vectors (program, out);
    status = EPI_OK;
  } else
    epi_cone_scaling_clear (out);
  epi_free (pass.column);
  epi_free (pass.row);
  epi_free (pass.cone_row);
  return status;
}

/* v := v by ^power times factor; power 1 or -1. */
static void
multiply (double *v, const double *by, size_t n, int power, double factor)
{
  for (size_t i = 0; v != NULL && i < n; i++)
    v[i] *= (power > 0 ? by[i] : 1 / by[i]) * factor;
}

void
epi_cone_scaling_undo (const EpiConeScaling *scaling, double *x, double *y,
                       double *s, double *z)
{
  multiply (x, scaling->column, scaling->n, 1, scaling->rhs);
  multiply (y, scaling->row, scaling->p, 1, 1 / scaling->cost);
  multiply (s, scaling->cone_row, scaling->g, -1, scaling->rhs);
  multiply (z, scaling->cone_row, scaling->g, 1, 1 / scaling->cost);
}

void
epi_cone_scaling_apply (const EpiConeScaling *scaling, double *x, double *y,
                        double *s, double *z)
{
  multiply (x, scaling->column, scaling->n, -1, 1 / scaling->rhs);
  multiply (y, scaling->row, scaling->p, -1, scaling->cost);
  multiply (s, scaling->cone_row, scaling->g, 1, 1 / scaling->rhs);
  multiply (z, scaling->cone_row, scaling->g, -1, scaling->cost);
}
