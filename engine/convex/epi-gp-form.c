/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-gp-form.h"

#include "convex/epi-exp-cone.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_GP_REFINEMENTS 3

static size_t
terms_of (const EpiGpForm *form)
{
  return form->cones + form->monomials;
}

/* Terms by posynomial: those of sums first, then the monomials. */
static EpiStatus
sort_terms (EpiGpForm *form, const EpiGp *gp)
{
  size_t posynomials = gp->constraints + 1;
  int *count = epi_new0 (int, posynomials), *next = epi_new (int, posynomials);
  if (count == NULL || next == NULL) {
    epi_free (count);
    epi_free (next);
    return EPI_NO_MEMORY;
  }
  for (size_t t = 0; t < gp->terms; t++)
    count[gp->constraint[t]]++;
  bool supported = count[0] > 0;
  for (size_t i = 0; i < posynomials; i++)
    if (count[i] > 1) {
      form->sum_start[form->sums++] = next[i] = (int)form->cones;
      form->cones += (size_t)count[i];
    }
  form->sum_start[form->sums] = (int)form->cones;
  for (size_t i = 0; i < posynomials; i++)
    if (count[i] == 1)
      next[i] = (int)(form->cones + form->monomials++);
  for (size_t t = 0; t < gp->terms; t++) {
    int place = next[gp->constraint[t]]++;
    form->term[place] = (int)t;
    form->objective[place] = gp->constraint[t] == 0;
    form->log_c[place] = log (gp->coefficient[t]);
  }
  for (size_t i = 0; i < form->sums; i++)
    for (int e = form->sum_start[i]; e < form->sum_start[i + 1]; e++)
      form->sum_of[e] = (int)i;
  epi_free (count);
  epi_free (next);
  return supported ? EPI_OK : EPI_UNSUPPORTED;
}

/* The columns ãₜ, and the patterns of the gᵢ. */
static EpiStatus
build_vectors (EpiGpForm *form, const EpiGp *gp)
{
  const EpiSparse *A = &gp->exponent;
  size_t terms = terms_of (form), room = 2 * (epi_sparse_entries (A) + terms);
  EpiTriplet *triplets = epi_new (EpiTriplet, room);
  size_t count = 0;
  if (triplets == NULL)
    return EPI_NO_MEMORY;
  for (size_t k = 0; k < terms; k++) {
    int t = form->term[k];
    size_t first = count;
    for (int e = A->start[t]; e < A->start[t + 1]; e++)
      triplets[count++] = (EpiTriplet){A->row[e], (int)k, A->value[e]};
    if (form->objective[k])
      triplets[count++] = (EpiTriplet){(int)form->n, (int)k, -1};
    for (size_t e = first, end = count; e < end && k < form->cones; e++)
      triplets[count++] =
          (EpiTriplet){triplets[e].row, (int)terms + form->sum_of[k], 0};
  }
  EpiStatus status = epi_sparse_from_triplets (form->n + 1, terms + form->sums,
                                               triplets, count, &form->V);
  epi_free (triplets);
  return status;
}

/* Where in the column of gᵢ each entry of its terms stands: both ascend. */
static void
find_slots (EpiGpForm *form)
{
  const EpiSparse *V = &form->V;
  for (size_t k = 0; k < form->cones; k++) {
    int slot = V->start[terms_of (form) + (size_t)form->sum_of[k]];
    for (int e = V->start[k]; e < V->start[k + 1]; e++) {
      while (V->row[slot] != V->row[e])
        slot++;
      form->slot[e] = slot;
    }
  }
}

EpiStatus
epi_gp_form_new (const EpiGp *gp, EpiGpForm *out)
{
  size_t T = gp->terms;
  *out = (EpiGpForm){
      .n = gp->variables,
      .term = epi_new (int, T),
      .sum_of = epi_new (int, T),
      .sum_start = epi_new (int, gp->constraints + 2),
      .objective = epi_new (bool, T),
      .log_c = epi_new (double, T),
      .weight = epi_new (double, T + gp->constraints + 1),
  };
  EpiStatus status = EPI_NO_MEMORY;
  if (out->term != NULL && out->sum_of != NULL && out->sum_start != NULL &&
      out->objective != NULL && out->log_c != NULL && out->weight != NULL)
    status = sort_terms (out, gp);
  if (status == EPI_OK)
    status = build_vectors (out, gp);
  if (status == EPI_OK) {
    size_t half_lines = out->sums + out->monomials;
    out->degree = out->m = 3 * out->cones + half_lines;
    out->N = out->n + 1 + out->cones;
    out->slot = epi_new (int, epi_sparse_entries (&out->V));
    out->scaling = epi_new (double, 9 * out->cones + half_lines);
    out->work = epi_new (double, 2 * out->N + out->m);
    if (out->slot == NULL || out->scaling == NULL || out->work == NULL)
      status = EPI_NO_MEMORY;
  }
  if (status == EPI_OK) {
    find_slots (out);
    status = epi_rank_one_sum_new (&out->V, &out->system);
  }
  if (status != EPI_OK)
    epi_gp_form_clear (out);
  return status;
}

void
epi_gp_form_clear (EpiGpForm *form)
{
  epi_rank_one_sum_free (form->system);
  epi_sparse_clear (&form->V);
  epi_free (form->slot);
  epi_free (form->term);
  epi_free (form->sum_of);
  epi_free (form->sum_start);
  epi_free (form->objective);
  epi_free (form->log_c);
  epi_free (form->scaling);
  epi_free (form->weight);
  epi_free (form->work);
  *form = (EpiGpForm){0};
}

void
epi_gp_form_add_G (const EpiGpForm *form, double alpha, const double *x,
                   double *out)
{
  const double *s = x + form->n + 1;
  double *half = out + 3 * form->cones;
  for (size_t k = 0; k < form->cones; k++) {
    out[3 * k] -= alpha * s[k];
    out[3 * k + 2] -= alpha * epi_sparse_col_dot (&form->V, k, x);
    half[form->sum_of[k]] += alpha * s[k];
  }
  for (size_t k = 0; k < form->monomials; k++)
    half[form->sums + k] +=
        alpha * epi_sparse_col_dot (&form->V, form->cones + k, x);
}

/* out += a column of V. */
static void
add_column (const EpiSparse *V, size_t j, double alpha, double *out)
{
  for (int e = V->start[j]; e < V->start[j + 1]; e++)
    out[V->row[e]] += alpha * V->value[e];
}

void
epi_gp_form_add_Gt (const EpiGpForm *form, double alpha, const double *z,
                    double *out)
{
  const double *half = z + 3 * form->cones;
  double *s = out + form->n + 1;
  for (size_t k = 0; k < form->cones; k++) {
    s[k] += alpha * (half[form->sum_of[k]] - z[3 * k]);
    add_column (&form->V, k, -alpha * z[3 * k + 2], out);
  }
  for (size_t k = 0; k < form->monomials; k++)
    add_column (&form->V, form->cones + k, alpha * half[form->sums + k], out);
}

void
epi_gp_form_h (const EpiGpForm *form, double *h)
{
  double *half = h + 3 * form->cones;
  for (size_t k = 0; k < form->cones; k++) {
    h[3 * k] = 0;
    h[3 * k + 1] = 1;
    h[3 * k + 2] = form->log_c[k];
  }
  for (size_t i = 0; i < form->sums; i++)
    half[i] = 1;
  for (size_t k = 0; k < form->monomials; k++)
    half[form->sums + k] = -form->log_c[form->cones + k];
}

/* The three numbers of a cone that the elimination of sₜ needs. */
static void
eliminate (const double V[9], double *h11, double *h13, double *schur)
{
  const double *a = V, *b = V + 6;
  double x = a[1] * b[2] - a[2] * b[1], y = a[2] * b[0] - a[0] * b[2],
         z = a[0] * b[1] - a[1] * b[0];
  *h11 = a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
  *h13 = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  *schur = (x * x + y * y + z * z) / *h11;
}

EpiStatus
epi_gp_form_factor (EpiGpForm *form, const double *p, const double *d,
                    const EpiCancel *cancel)
{
  size_t E = form->cones, terms = terms_of (form);
  size_t half_lines = form->sums + form->monomials;
  double *half = form->scaling + 9 * E, *e = form->weight + terms;
  EpiSparse *V = &form->V;

  for (size_t k = 0; k < half_lines; k++)
    half[k] = d[3 * E + k] / p[3 * E + k];
  for (size_t i = 0; i < form->sums; i++)
    e[i] = 1 / half[i];
  memset (V->value + V->start[terms], 0,
          (size_t)(V->start[terms + form->sums] - V->start[terms]) *
              sizeof (double));
  for (size_t k = 0; k < E; k++) {
    double h11, h13, *scaling = form->scaling + 9 * k;
    epi_exp_cone_scaling (p + 3 * k, d + 3 * k, scaling);
    eliminate (scaling, &h11, &h13, &form->weight[k]);
    e[form->sum_of[k]] += 1 / h11;
    for (int at = V->start[k]; at < V->start[k + 1]; at++)
      V->value[form->slot[at]] += h13 / h11 * V->value[at];
  }
  for (size_t i = 0; i < form->sums; i++)
    e[i] = 1 / e[i];
  memcpy (form->weight + E, half + form->sums,
          form->monomials * sizeof (double));
  return epi_rank_one_sum_factor (form->system, form->weight, cancel);
}

void
epi_gp_form_H (const EpiGpForm *form, const double *v, double *out)
{
  size_t E = form->cones;
  for (size_t k = 0; k < E; k++) {
    const double *V = form->scaling + 9 * k, *a = v + 3 * k;
    double t[3];
    for (int j = 0; j < 3; j++)
      t[j] = V[j] * a[0] + V[3 + j] * a[1] + V[6 + j] * a[2];
    for (int i = 0; i < 3; i++)
      out[3 * k + (size_t)i] =
          V[3 * i] * t[0] + V[3 * i + 1] * t[1] + V[3 * i + 2] * t[2];
  }
  for (size_t k = 0; k < form->sums + form->monomials; k++)
    out[3 * E + k] = form->scaling[9 * E + k] * v[3 * E + k];
}

double
epi_gp_form_square (const EpiGpForm *form, const double *v)
{
  size_t E = form->cones;
  double sum = 0;
  for (size_t k = 0; k < E; k++) {
    const double *V = form->scaling + 9 * k, *a = v + 3 * k;
    for (int j = 0; j < 3; j++) {
      double t = V[j] * a[0] + V[3 + j] * a[1] + V[6 + j] * a[2];
      sum += t * t;
    }
  }
  for (size_t k = 0; k < form->sums + form->monomials; k++)
    sum += form->scaling[9 * E + k] * v[3 * E + k] * v[3 * E + k];
  return sum;
}

/* r (N) := K⁻¹ r by elimination of s, unrefined. */
static EpiStatus
solve_once (EpiGpForm *form, double *r)
{
  size_t E = form->cones, terms = terms_of (form);
  const EpiSparse *V = &form->V;
  double *s = r + form->n + 1, *q = form->work + 2 * form->N; /* (P), in m */
  double h11, h13, schur;

  memset (q, 0, form->sums * sizeof *q);
  for (size_t k = 0; k < E; k++) {
    eliminate (form->scaling + 9 * k, &h11, &h13, &schur);
    add_column (V, k, -(h13 / h11) * s[k], r);
    q[form->sum_of[k]] += s[k] / h11;
  }
  for (size_t i = 0; i < form->sums; i++)
    add_column (V, terms + i, form->weight[terms + i] * q[i], r);
  EpiStatus status = epi_rank_one_sum_solve (form->system, r);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < form->sums; i++)
    q[i] =
        form->weight[terms + i] * (q[i] - epi_sparse_col_dot (V, terms + i, r));
  for (size_t k = 0; k < E; k++) {
    eliminate (form->scaling + 9 * k, &h11, &h13, &schur);
    s[k] =
        (s[k] - q[form->sum_of[k]] - h13 * epi_sparse_col_dot (V, k, r)) / h11;
  }
  return EPI_OK;
}

/* out (N) := r - GᵀHG x; Gx and HGx in form->work's last m. */
static double
residual (EpiGpForm *form, const double *r, const double *x, double *out)
{
  double *Gx = form->work + 2 * form->N, largest = 0;
  memset (Gx, 0, form->m * sizeof *Gx);
  epi_gp_form_add_G (form, 1, x, Gx);
  epi_gp_form_H (form, Gx, Gx);
  memcpy (out, r, form->N * sizeof *out);
  epi_gp_form_add_Gt (form, -1, Gx, out);
  for (size_t i = 0; i < form->N; i++)
    largest = fmax (largest, fabs (out[i]));
  return largest;
}

EpiStatus
epi_gp_form_solve (EpiGpForm *form, double *r)
{
  size_t N = form->N;
  double *wanted = form->work, *left = form->work + N, before = INFINITY;
  memcpy (wanted, r, N * sizeof *r);
  EpiStatus status = solve_once (form, r);
  for (int i = 0; i < EPI_GP_REFINEMENTS && status == EPI_OK; i++) {
    double now = residual (form, wanted, r, left);
    if (!(now < 0.5 * before) || now == 0)
      break;
    before = now;
    status = solve_once (form, left);
    for (size_t j = 0; j < N && status == EPI_OK; j++)
      r[j] += left[j];
  }
  return status;
}
