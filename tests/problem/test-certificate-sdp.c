/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/epi-alloc.h"
#include "problem/epi-certificate.h"
#include "problem/known-programs.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static EpiConvexCertificate
certify (const EpiSdp *sdp, const EpiSdpAnswer *answer, double tolerance)
{
  EpiConvexCertificate out;
  g_assert_cmpint (epi_sdp_certify (sdp, answer, tolerance, &out), ==, EPI_OK);
  g_assert_true ((out.status == EPI_RUNNING) == (out.missing != NULL));
  g_assert_true ((out.status != EPI_RUNNING) ==
                 (out.tolerance_reached <= tolerance));
  return out;
}

typedef struct {
  EpiSdp sdp;
  EpiSdpAnswer answer;
} Case;

static void
case_new (Case *self, size_t m, const double *c, size_t n_blocks,
          const EpiSdpBlock *blocks, size_t n, const EpiSdpEntry *entries)
{
  g_assert_cmpint (epi_sdp_new (m, c, n_blocks, blocks, n, entries, &self->sdp),
                   ==, EPI_OK);
  g_assert_cmpint (epi_sdp_answer_new (&self->sdp, &self->answer), ==, EPI_OK);
  self->answer.status = EPI_CONVERGED;
}

static void
case_clear (Case *self)
{
  epi_sdp_answer_clear (&self->answer);
  epi_sdp_clear (&self->sdp);
}

#define SET(to, ...)                                                           \
  memcpy (to, ((double[]){__VA_ARGS__}), sizeof ((double[]){__VA_ARGS__}))

/* X := F(x). */
static void
follow (Case *self)
{
  epi_sdp_evaluate (&self->sdp, self->answer.x, self->answer.X);
}

static void
test_a_known_pair_is_optimal (void)
{
  for (guint32 seed = 1; seed <= 200; seed++) {
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-13);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (out.primal, value,
                                    1e-13 * (1 + fabs (value)));
    g_assert_cmpfloat_with_epsilon (out.dual, value,
                                    1e-12 * (1 + fabs (value)));
    for (int i = 0; i < 6; i++)
      g_assert_true (out.dimacs[i] <= 1e-13);
    case_clear (&self);
  }
}

/* Each number of x, Y and v moved by a thousandth on its own: the adjoint, the
 * equality or F(x) = X breaks. */
static void
test_a_moved_number_is_refused (void)
{
  for (guint32 seed = 1; seed <= 60; seed++) {
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    double *arrays[] = {self.answer.x, self.answer.X, self.answer.Y};
    size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    size_t lengths[] = {self.sdp.m, length, length};
    for (int k = 0; k < 3; k++)
      for (size_t i = 0; i < lengths[k]; i++) {
        double was = arrays[k][i];
        arrays[k][i] += 0.01; /* of one triangle alone, too */
        EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-8);
        bool same = k == 2 && out.dimacs[0] <= 1e-8; /* tr(FᵢY) never saw it */
        g_assert_true (out.status == EPI_RUNNING || same);
        arrays[k][i] = was;
      }
    self.answer.v[0] += 0.01;
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                     EPI_RUNNING);
    case_clear (&self);
  }
}

static void
test_turned_and_foreign_multipliers_are_refused (void)
{
  for (guint32 seed = 1; seed <= 100; seed++) {
    size_t length;
    double value;
    Case self, other;
    known_sdp (seed, false, &self.sdp, &self.answer, &value);
    known_sdp (seed + 1, false, &other.sdp, &other.answer, &value);
    length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    memcpy (other.answer.x, self.answer.x, 3 * sizeof (double));
    memcpy (other.answer.X, self.answer.X, length * sizeof (double));
    g_assert_cmpint (certify (&self.sdp, &other.answer, 1e-6).status, ==,
                     EPI_RUNNING);
    double size = fabs (self.answer.v[0]);
    for (size_t i = 0; i < length; i++)
      size += fabs (self.answer.Y[i] *= -1);
    self.answer.v[0] *= -1;
    if (size > 0)
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-6).status, ==,
                       EPI_RUNNING);
    case_clear (&self);
    case_clear (&other);
  }
}

/* In units of 2^±40, about 1e±12, right stays right and wrong stays wrong. */
static void
test_units_do_not_matter (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    for (int k = 0; k < 9; k++) {
      double cost = exp2 (40 * (k % 3 - 1)), size = exp2 (40 * (k / 3 - 1));
      double value;
      Case self;
      known_sdp (seed, false, &self.sdp, &self.answer, &value);
      size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
      for (int e = 0; e < self.sdp.matrix_start[1]; e++)
        self.sdp.entries[e].value *= size; /* F₀ */
      scale (self.sdp.b, 1, size);
      scale (self.sdp.c, 3, cost);
      scale (self.answer.x, 3, size);
      scale (self.answer.X, length, size);
      scale (self.answer.Y, length, cost);
      scale (self.answer.v, 1, cost);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-13).status, ==,
                       EPI_OPTIMAL);
      self.answer.x[seed % 3] += 0.01 * size;
      follow (&self);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                       EPI_RUNNING);
      case_clear (&self);
    }
}

/* minimize x, [1 x; x 1] ⪰ 0: -1.  With -2 everything fits but the cone. */
static void
test_eigenvalues_tell_membership (void)
{
  EpiSdpBlock block = {2, false, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, -1}, {0, 0, 1, 1, -1}, {1, 0, 0, 1, 1}};
  double c = 1;
  Case self;
  case_new (&self, 1, &c, 1, &block, 3, entries);
  SET (self.answer.x, -1);
  SET (self.answer.Y, 0.5, 0.5, 0.5, 0.5);
  follow (&self);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-14).status, ==,
                   EPI_OPTIMAL);
  SET (self.answer.x, -2);
  SET (self.answer.Y, 1, 0.5, 0.5, 1); /* tr(F₀Y) = -2, but tr(FY) = 0 */
  follow (&self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-2);
  g_assert_cmpstr (out.missing, ==, "F(x) is not positive semidefinite");
  g_assert_cmpfloat_with_epsilon (out.dimacs[3], 0.5, 1e-14); /* 1/(1 + 1) */
  g_assert_true (out.primal == out.dual && out.gap <= 1e-15);
  SET (self.answer.x, -1);
  SET (self.answer.Y, 0, 0.5, 0.5, 0); /* eigenvalues ±½ */
  follow (&self);
  out = certify (&self.sdp, &self.answer, 1e-2);
  g_assert_cmpfloat_with_epsilon (out.dimacs[1], 0.25, 1e-14);
  case_clear (&self);
}

/* Vandenberghe & Boyd, Semidefinite Programming (SIAM Review 1996), section 3:
 * minimize x₁, [0 x₁ 0; x₁ x₂ 0; 0 0 x₁+1] ⪰ 0 is 0, its dual is -1.  Points
 * near to feasible reach -1, near to dual feasible 0: neither may be optimal.
 */
static void
make_gap (Case *self)
{
  static const EpiSdpBlock block = {3, false, 0};
  static const EpiSdpEntry entries[] = {
      {0, 0, 2, 2, -1}, {1, 0, 0, 1, 1}, {1, 0, 2, 2, 1}, {2, 0, 1, 1, 1}};
  double c[] = {1, 0};
  case_new (self, 2, c, 1, &block, 4, entries);
}

static void
test_a_duality_gap_is_never_optimal (void)
{
  Case self;
  make_gap (&self);
  SET (self.answer.x, 0, 0); /* optimal, and so is */
  SET (self.answer.Y, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  follow (&self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  g_assert_true (out.primal == 0 && out.dual == -1);
  g_assert_true (out.primal_residual < 1e-15 && out.dual_residual < 1e-15);

  for (double t = 10; t < 1e15; t *= 10) {
    SET (self.answer.x, -1, t); /* F₁₁ is 0 where 1/t would do */
    SET (self.answer.Y, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);

    SET (self.answer.x, 0, 0); /* Y₂₂ is 1/t where 0 must be */
    SET (self.answer.Y, t, 0.5, 0, 0.5, 1 / t, 0, 0, 0, 0);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);

    SET (self.answer.Y, t, 0.5, 0, 0.5, 0, 0, 0, 0, 0); /* or an eigenvalue */
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
  }
  case_clear (&self);
}

/* minimize x₁, [x₁ 1; 1 x₂] ⪰ 0: the infimum 0 is not attained.  (1/t, t) is
 * feasible and as near as one likes; (0, t) never is. */
static void
test_an_unattained_optimum_needs_a_feasible_point (void)
{
  EpiSdpBlock block = {2, false, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 1, -1}, {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}};
  double c[] = {1, 0};
  Case self;
  case_new (&self, 2, c, 1, &block, 3, entries);
  SET (self.answer.Y, 1, 0, 0, 0);
  for (double t = 1024; t < 1e13; t *= 1024) {
    SET (self.answer.x, 1 / t, 2 * t);
    follow (&self);
    EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1 / t);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    SET (self.answer.x, 0, t);
    follow (&self);
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpint (out.status, ==, EPI_RUNNING);
  }
  case_clear (&self);
}

/* [x 1; 1 0] ⪰ 0 has no point, [x 1; 1 10⁻⁹] has, far away: residuals of rays
 * that grow do not tell them apart, so neither is claimed. */
static void
test_weak_infeasibility_is_not_claimed (void)
{
  EpiSdpBlock block = {2, false, 0};
  for (int k = 0; k < 2; k++) {
    EpiSdpEntry entries[] = {
        {0, 0, 0, 1, -1}, {0, 0, 1, 1, -1e-9 * k}, {1, 0, 0, 0, 1}};
    double c = 0;
    Case self;
    case_new (&self, 1, &c, 1, &block, 3, entries);
    self.answer.status = EPI_INFEASIBLE;
    for (double t = 1; t < 1e14; t *= 10) {
      SET (self.answer.Y, 1 / t, -1, -1, t);
      g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                       EPI_RUNNING);
    }
    case_clear (&self);
  }
}

/* x ⪰ I and x ⪯ 0 in the matrix sense: Y = diag (y,y)/2 of both blocks. */
static void
test_rays_of_infeasibility (void)
{
  EpiSdpBlock blocks[] = {{2, false, 0}, {2, false, 0}};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, 1}, {0, 0, 1, 1, 1},  {1, 0, 0, 0, 1},
                           {1, 0, 1, 1, 1}, {1, 1, 0, 0, -1}, {1, 1, 1, 1, -1}};
  double c = 1;
  Case self;
  case_new (&self, 1, &c, 2, blocks, 6, entries);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.Y, 3, 1, 1, 2, 4, 0, 0, 1);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_INFEASIBLE);
  g_assert_true (isnan (out.primal) && isnan (out.primal_residual));
  SET (self.answer.Y, 3, 1, 1, 2, 4, 0, 0, 2); /* not orthogonal */
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  SET (self.answer.Y, 3, 3, 3, 2, 4, 0, 0, 1); /* indefinite */
  out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpstr (out.missing, ==, "the ray is not positive semidefinite");
  SET (self.answer.Y, -3, 1, 1, -2, -4, 0, 0, -1);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

/* Blocks x ≥ 0.1, y ≥ 0.2 and x + y ≤ 0.3: the sums miss by rounding. */
static void
test_rounded_data_do_not_contradict (void)
{
  EpiSdpBlock block = {3, true, 0};
  EpiSdpEntry entries[] = {
      {0, 0, 0, 0, 0.1}, {0, 0, 1, 1, 0.2}, {0, 0, 2, 2, -0.3}, {1, 0, 0, 0, 1},
      {1, 0, 2, 2, -1},  {2, 0, 1, 1, 1},   {2, 0, 2, 2, -1}};
  double c[] = {0, 0};
  Case self;
  case_new (&self, 2, c, 1, &block, 7, entries);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.Y, 1e17, 1e17, 1e17);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.sdp.entries[2].value = -0.299; /* and now it is meant */
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                   EPI_INFEASIBLE);
  case_clear (&self);
}

/* An equality takes part in a ray: x = -1 and x ≥ 0. */
static void
test_an_equality_takes_part_in_a_ray (void)
{
  EpiSdpBlock block = {1, true, 0};
  EpiSdpEntry entry = {1, 0, 0, 0, 1};
  EpiTriplet a = {0, 0, 1};
  double c = -1, b = -1;
  EpiSparse A;
  EpiSdp sdp;
  Case self;
  epi_sdp_new (1, &c, 1, &block, 1, &entry, &sdp);
  epi_sparse_from_triplets (1, 1, &a, 1, &A);
  g_assert_cmpint (epi_sdp_set_equalities (&sdp, &A, &b), ==, EPI_OK);
  epi_sparse_clear (&A);
  self.sdp = sdp;
  epi_sdp_answer_new (&self.sdp, &self.answer);
  self.answer.status = EPI_INFEASIBLE;
  SET (self.answer.v, -1);
  SET (self.answer.Y, 1);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 0).status, ==,
                   EPI_INFEASIBLE);
  SET (self.answer.Y, 0);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.answer.status = EPI_UNBOUNDED; /* x = -1 has no direction */
  SET (self.answer.x, 1);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpstr (out.missing, ==, "the ray leaves an equality");
  case_clear (&self);
}

/* minimize -x₁ - x₂, [1+x₁ 0; 0 2+x₂] ⪰ 0 (log det or not): along (1,1). */
static void
test_a_recession_direction_needs_a_point (void)
{
  for (int weight = 0; weight < 2; weight++) {
    EpiSdpBlock block = {2, false, weight};
    EpiSdpEntry entries[] = {
        {0, 0, 0, 0, -1}, {0, 0, 1, 1, -2}, {1, 0, 0, 0, 1}, {2, 0, 1, 1, 1}};
    double c[] = {-1, -1};
    Case self;
    case_new (&self, 2, c, 1, &block, 4, entries);
    self.answer.status = EPI_UNBOUNDED;
    SET (self.answer.x, 3, 3);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 0).status, ==,
                     EPI_UNBOUNDED);
    SET (self.answer.point, -1, 0); /* on the edge: not where log det is */
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-8).status, ==,
                     weight ? EPI_RUNNING : EPI_UNBOUNDED);
    SET (self.answer.point, -1.1, 0);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    SET (self.answer.point, 0, 0);
    SET (self.answer.x, 3, -0.1);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    SET (self.answer.x, -3, -3);
    g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                     EPI_RUNNING);
    case_clear (&self);
  }
}

/*
 * The smallest ellipsoid {a : ‖Aa + b‖ ≤ 1} around N points uᵢ scaled by T,
 * ‖uᵢ‖ = 1, Σuᵢ = 0, Σuᵢuᵢᵀ = (N/n) I (a simplex, a cross-polytope): A = T⁻¹,
 * b = 0.  minimize log det A⁻¹ with [I Aaᵢ+b; · 1] ⪰ 0 has
 * Y₀ = A⁻¹ = T and Yᵢ = λ (uᵢ,-1)(uᵢ,-1)ᵀ, λ = n/2N.
 */
static void
set_ellipsoid (size_t n, size_t N, const double *u, const double *T, Case *self)
{
  size_t m = n * (n + 1) / 2 + n, k = 0;
  EpiSdpBlock *blocks = g_new0 (EpiSdpBlock, N + 1);
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (EpiSdpEntry));
  double *c = g_new0 (double, m);
#define PUT(...)                                                               \
  g_array_append_val (entries, ((EpiSdpEntry[]){{__VA_ARGS__}})[0])

  blocks[0] = (EpiSdpBlock){n, false, 1};
  for (size_t i = 1; i <= N; i++) {
    blocks[i] = (EpiSdpBlock){n + 1, false, 0};
    for (size_t r = 0; r <= n; r++)
      PUT (0, (int)i, (int)r, (int)r, -1);
  }
  for (size_t col = 0; col < n; col++)
    for (size_t row = 0; row <= col; row++) { /* A's entry (row,col) */
      int matrix = (int)++k;
      PUT (matrix, 0, (int)row, (int)col, 1);
      for (size_t i = 0; i < N; i++) {
        const double *a = u + i * n;
        PUT (matrix, (int)i + 1, (int)row, (int)n, T[col] * a[col]);
        if (row != col)
          PUT (matrix, (int)i + 1, (int)col, (int)n, T[row] * a[row]);
      }
    }
  for (size_t row = 0; row < n; row++)
    for (size_t i = 1; i <= N; i++)
      PUT ((int)(k + row) + 1, (int)i, (int)row, (int)n, 1);
  case_new (self, m, c, N + 1, blocks, entries->len,
            (EpiSdpEntry *)entries->data);
  for (size_t col = 0, at = 0; col < n; col++, at += col + 1)
    self->answer.x[at] = 1 / T[col];
  follow (self);
  double *Y = self->answer.Y, lambda = (double)n / (2 * (double)N);
  for (size_t row = 0; row < n; row++)
    Y[row + row * n] = T[row];
  Y += n * n;
  for (size_t i = 0; i < N; i++, Y += (n + 1) * (n + 1))
    for (size_t col = 0; col <= n; col++)
      for (size_t row = 0; row <= n; row++)
        Y[row + col * (n + 1)] = lambda * (row < n ? u[i * n + row] : -1) *
                                 (col < n ? u[i * n + col] : -1);
  g_array_free (entries, TRUE);
  g_free (blocks);
  g_free (c);
#undef PUT
}

static void
test_the_ellipsoid_of_a_cross_polytope (void)
{
  enum { n = 5, N = 2 * n };
  double u[N * n] = {0}, T[n] = {1, 1, 1, 1, 1};
  Case self;
  for (int i = 0; i < n; i++) {
    u[2 * i * n + i] = 1;
    u[(2 * i + 1) * n + i] = -1;
  }
  set_ellipsoid (n, N, u, T, &self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-14);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.primal, 0, 1e-14);
  self.answer.x[0] *= 0.99; /* larger than need be */
  follow (&self);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  self.answer.x[0] *= 1.02; /* too small */
  follow (&self);
  g_assert_cmpint (certify (&self.sdp, &self.answer, 1e-3).status, ==,
                   EPI_RUNNING);
  case_clear (&self);
}

static void
test_the_ellipsoid_of_a_stretched_simplex (void)
{
  enum { n = 3, N = 4 };
  double u[N * n] = {1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1};
  double T[n] = {1, 2, 5};
  Case self;
  for (int i = 0; i < N * n; i++)
    u[i] /= sqrt (3);
  set_ellipsoid (n, N, u, T, &self);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-14);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_cmpfloat_with_epsilon (out.primal, log (10), 1e-14);
  g_assert_cmpfloat_with_epsilon (out.dual, log (10), 1e-14);
  self.answer.x[0] *= -1; /* the same gap formula, but no positive matrix */
  follow (&self);
  out = certify (&self.sdp, &self.answer, 1e-3);
  g_assert_cmpint (out.status, ==, EPI_RUNNING);
  g_assert_true (isinf (out.tolerance_reached));
  case_clear (&self);
}

/* minimize x - w log x is w - w log w at x = w: the dual with its weights. */
static void
test_a_weight_counts (void)
{
  for (double w = 0.25; w <= 4; w *= 2) {
    EpiSdpBlock block = {1, true, w};
    EpiSdpEntry entry = {1, 0, 0, 0, 1};
    double c = 1;
    Case self;
    case_new (&self, 1, &c, 1, &block, 1, &entry);
    SET (self.answer.x, w);
    SET (self.answer.Y, 1);
    follow (&self);
    EpiConvexCertificate out = certify (&self.sdp, &self.answer, 1e-15);
    g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat_with_epsilon (out.dual, w - w * log (w), 1e-14);
    self.sdp.blocks[0].weight = -w;
    out = certify (&self.sdp, &self.answer, 1e-3);
    g_assert_cmpstr (out.missing, ==, "a weight is negative");
    case_clear (&self);
  }
}

static void
test_what_is_not_a_number_shows_nothing (void)
{
  double value;
  Case self;
  known_sdp (1, true, &self.sdp, &self.answer, &value);
  double *places[] = {self.answer.x, self.answer.X, self.answer.Y,
                      self.answer.v};
  for (int k = 0; k < 12; k++) {
    EpiConvexCertificate out;
    double was = places[k / 3][0];
    places[k / 3][0] = k % 3 == 0 ? NAN : k % 3 == 1 ? INFINITY : -INFINITY;
    g_assert_cmpint (epi_sdp_certify (&self.sdp, &self.answer, 1e-8, &out), ==,
                     EPI_NOT_FINITE);
    g_assert_true (out.status == EPI_RUNNING && isinf (out.tolerance_reached));
    places[k / 3][0] = was;
  }
  case_clear (&self);
}

/* Numbers from 1e-320 to 1e308 overflow what is made of them, but never into a
 * proof. */
static void
test_extreme_numbers_prove_nothing (void)
{
  EpiStatus claims[] = {EPI_CONVERGED, EPI_INFEASIBLE, EPI_UNBOUNDED};
  GRand *rand = g_rand_new_with_seed (5);
  for (guint32 seed = 1; seed <= 100; seed++) {
    EpiConvexCertificate out;
    double value;
    Case self;
    known_sdp (seed, seed % 2, &self.sdp, &self.answer, &value);
    size_t length = epi_sdp_block_offset (&self.sdp, self.sdp.n_blocks);
    double *arrays[] = {self.answer.x, self.answer.X, self.answer.Y,
                        self.answer.v, self.answer.point};
    size_t lengths[] = {3, length, length, 1, 3};
    for (int k = 0; k < 5; k++)
      for (size_t i = 0; i < lengths[k]; i++)
        arrays[k][i] = (g_rand_boolean (rand) ? 1 : -1) *
                       pow (10, g_rand_int_range (rand, -320, 309));
    for (int k = 0; k < 3; k++) {
      self.answer.status = claims[k];
      epi_sdp_certify (&self.sdp, &self.answer, 1e-3, &out);
      g_assert_cmpint (out.status, ==, EPI_RUNNING);
      g_assert_nonnull (out.missing);
    }
    case_clear (&self);
  }
  g_rand_free (rand);
}

static void
test_nothing_at_all_is_optimal (void)
{
  EpiSdpBlock blocks[] = {{0, false, 0}, {0, true, 0}, {0, false, 1}};
  Case self;
  case_new (&self, 0, NULL, 3, blocks, 0, NULL);
  EpiConvexCertificate out = certify (&self.sdp, &self.answer, 0);
  g_assert_cmpint (out.status, ==, EPI_OPTIMAL);
  g_assert_true (out.primal == 0 && out.dual == 0);
  case_clear (&self);
}

static EpiStatus
certify_case (const void *data, EpiConvexCertificate *out)
{
  const Case *self = data;
  return epi_sdp_certify (&self->sdp, &self->answer, 1e-8, out);
}

static void
test_memory_may_run_out (void)
{
  double value;
  Case self;
  known_sdp (2, false, &self.sdp, &self.answer, &value);
  check_memory_may_run_out (certify_case, &self);
  case_clear (&self);
}

#define ADD(name, function) g_test_add_func ("/certificate-sdp/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-known-pair-is-optimal", test_a_known_pair_is_optimal);
  ADD ("a-moved-number-is-refused", test_a_moved_number_is_refused);
  ADD ("turned-and-foreign-multipliers-are-refused",
       test_turned_and_foreign_multipliers_are_refused);
  ADD ("units-do-not-matter", test_units_do_not_matter);
  ADD ("eigenvalues-tell-membership", test_eigenvalues_tell_membership);
  ADD ("a-duality-gap-is-never-optimal", test_a_duality_gap_is_never_optimal);
  ADD ("an-unattained-optimum-needs-a-feasible-point",
       test_an_unattained_optimum_needs_a_feasible_point);
  ADD ("weak-infeasibility-is-not-claimed",
       test_weak_infeasibility_is_not_claimed);
  ADD ("rays-of-infeasibility", test_rays_of_infeasibility);
  ADD ("rounded-data-do-not-contradict", test_rounded_data_do_not_contradict);
  ADD ("an-equality-takes-part-in-a-ray", test_an_equality_takes_part_in_a_ray);
  ADD ("a-recession-direction-needs-a-point",
       test_a_recession_direction_needs_a_point);
  ADD ("the-ellipsoid-of-a-cross-polytope",
       test_the_ellipsoid_of_a_cross_polytope);
  ADD ("the-ellipsoid-of-a-stretched-simplex",
       test_the_ellipsoid_of_a_stretched_simplex);
  ADD ("a-weight-counts", test_a_weight_counts);
  ADD ("what-is-not-a-number-shows-nothing",
       test_what_is_not_a_number_shows_nothing);
  ADD ("extreme-numbers-prove-nothing", test_extreme_numbers_prove_nothing);
  ADD ("nothing-at-all-is-optimal", test_nothing_at_all_is_optimal);
  ADD ("memory-may-run-out", test_memory_may_run_out);
  return g_test_run ();
}
