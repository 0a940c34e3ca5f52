/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs with a log det: ellipsoids whose volume is known.
 */
#include "sdp-case.h"

#include <glib.h>
#include <math.h>

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

#define ADD(name, function)                                                    \
  g_test_add_func ("/certificate-determinant/" name, function)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("the-ellipsoid-of-a-cross-polytope",
       test_the_ellipsoid_of_a_cross_polytope);
  ADD ("the-ellipsoid-of-a-stretched-simplex",
       test_the_ellipsoid_of_a_stretched_simplex);
  ADD ("a-weight-counts", test_a_weight_counts);
  return g_test_run ();
}
