/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses and updates: both devices within the bounds that
 * compute/epi-neural-kernels.h states, against long double. */
#include "compute-fixture.h"

#include "compute/epi-neural-kernels.h"

#include <math.h>

#define OK(call) assert_status ((call), EPI_OK)

static const size_t shapes[][2] = {{1, 1},  {3, 0},  {0, 3},    {1, 7},
                                   {17, 1}, {10, 9}, {300, 301}};

static long double
sigmoid (long double z)
{
  return 1 / (1 + expl (-z));
}

static long double
softplus (long double z)
{
  return fmaxl (z, 0) + log1pl (expl (-fabsl (z)));
}

static EpiBuffer *
index_on_device (const Case *c, const int32_t *v, size_t n)
{
  EpiBuffer *index = empty_on_device (c, EPI_INDEX, n, 1);
  OK (epi_buffer_upload (index, v, n));
  return index;
}

/* ---- Losses ------------------------------------------------------------ */

static void
check_entropy (const Case *c, size_t m, size_t n)
{
  double *x = make_spread (c->element, m, n, 57);
  int32_t *t = g_new (int32_t, MAX (n, 1));
  for (size_t j = 0; j < n; j++)
    t[j] = (int32_t)(7 * j % m);
  EpiBuffer *X = to_device (c, x, m, n), *T = index_on_device (c, t, n);
  EpiBuffer *L = empty_on_device (c, c->element, n, 1);
  EpiBuffer *D = empty_on_device (c, c->element, m, n);

  OK (epi_device_loss (EPI_LOSS_CROSS_ENTROPY, 0.25, X, T, L, D));
  double *loss = from_device (L), *d = from_device (D);
  for (size_t j = 0; j < n; j++) {
    long double most = -INFINITY, least = INFINITY, sum = 0;
    const double *column = x + j * m;
    for (size_t i = 0; i < m; i++) {
      most = MAX (most, column[i]);
      least = MIN (least, column[i]);
    }
    for (size_t i = 0; i < m; i++)
      sum += expl (column[i] - most);
    long double value = logl (sum) + most - column[t[j]];
    long double units = (long double)m + 28 + 2 * (most - least);
    assert_near (c->element, loss[j], value, units, 1 + value);
    for (size_t i = 0; i < m; i++)
      assert_near (c->element, d[i + j * m],
                   (expl (column[i] - most) / sum - ((size_t)t[j] == i)) / 4,
                   units, 0.25);
  }
  g_free (x);
  g_free (t);
  g_free (loss);
  g_free (d);
  epi_buffer_free (X);
  epi_buffer_free (T);
  epi_buffer_free (L);
  epi_buffer_free (D);
}

static void
test_cross_entropy_is_within_the_bound (const Case *c)
{
  check_entropy (c, 1, 3);
  check_entropy (c, 10, 0);
  check_entropy (c, 10, 65);
  check_entropy (c, 300, 7);
}

static void
term_of (EpiLoss loss, long double x, long double t, long double *term,
         long double *slope, long double *size)
{
  if (loss == EPI_LOSS_MSE) {
    *term = *size = (x - t) * (x - t) / 2;
    *slope = x - t;
  } else if (loss == EPI_LOSS_BINARY) {
    *size = softplus (x) + fabsl (t * x);
    *term = softplus (x) - t * x;
    *slope = sigmoid (x) - t;
  } else {
    *size = 1 + fabsl (t * x);
    *term = fmaxl (0, 1 - t * x);
    *slope = t * x < 1 ? -t : 0;
  }
}

static void
check_terms (const Case *c, EpiLoss loss, size_t m, size_t n)
{
  double *x = make_spread (c->element, m, n, 58);
  double *t = make_matrix (KIND_RANDOM, m, n, 59);
  for (size_t i = 0; i < m * n; i++)
    t[i] = loss == EPI_LOSS_BINARY  ? t[i] > 0
           : loss == EPI_LOSS_HINGE ? (t[i] > 0 ? 1 : -1)
                                    : t[i];
  EpiBuffer *X = to_device (c, x, m, n), *T = to_device (c, t, m, n);
  EpiBuffer *L = empty_on_device (c, c->element, n, 1);
  EpiBuffer *D = empty_on_device (c, c->element, m, n);

  OK (epi_device_loss (loss, 0.25, X, T, L, D));
  double *got = from_device (L), *d = from_device (D);
  OK (epi_device_loss (loss, 0.25, X, T, L, NULL));
  double *alone = from_device (L);
  g_assert_cmpmem (got, n * 8, alone, n * 8);
  for (size_t j = 0; j < n; j++) {
    long double sum = 0, size = 0;
    for (size_t i = j * m; i < (j + 1) * m; i++) {
      long double term, slope, term_size;
      term_of (loss, x[i], t[i], &term, &slope, &term_size);
      sum += term;
      size += term_size;
      assert_near (c->element, d[i], slope / 4, 20,
                   loss == EPI_LOSS_MSE ? slope / 4 : 0.25L);
    }
    assert_near (c->element, got[j], sum, (long double)m + 20, size);
  }
  g_free (x);
  g_free (t);
  g_free (got);
  g_free (alone);
  g_free (d);
  epi_buffer_free (X);
  epi_buffer_free (T);
  epi_buffer_free (L);
  epi_buffer_free (D);
}

static void
test_losses_by_entries_are_within_the_bounds (const Case *c)
{
  for (int loss = 0; loss < EPI_N_LOSSES; loss++)
    for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
      if (loss != EPI_LOSS_CROSS_ENTROPY)
        check_terms (c, (EpiLoss)loss, shapes[s][0], shapes[s][1]);
}

/* ---- Updates ----------------------------------------------------------- */

typedef struct {
  long double g, m, v, x;
} Unknown;

static Unknown
updated (EpiUpdate update, const EpiUpdateNumbers *p, Unknown u)
{
  long double step = p->step, decay = p->decay;

  u.g = p->scale * u.g + p->l2 * u.x + p->l1 * (u.x > 0 ? 1 : -1);
  u.x -= step * decay * u.x;
  switch (update) {
  case EPI_UPDATE_DESCENT:
    u.x -= step * u.g;
    break;
  case EPI_UPDATE_MOMENTUM:
    u.m = p->momentum * u.m + u.g;
    u.x -= step * u.m;
    break;
  case EPI_UPDATE_NESTEROV:
    u.m = p->momentum * u.m + u.g;
    u.x -= step * (u.g + p->momentum * u.m);
    break;
  case EPI_UPDATE_ADAGRAD:
    u.v += u.g * u.g;
    u.x -= step * u.g / (sqrtl (u.v) + p->epsilon);
    break;
  case EPI_UPDATE_RMSPROP:
    u.v = p->second * u.v + (1 - (long double)p->second) * u.g * u.g;
    u.x -= step * u.g / (sqrtl (u.v) + p->epsilon);
    break;
  case EPI_UPDATE_ADAM:
    u.m = p->momentum * u.m + (1 - (long double)p->momentum) * u.g;
    u.v = p->second * u.v + (1 - (long double)p->second) * u.g * u.g;
    u.x -= step * (u.m / p->correction) /
           (sqrtl (u.v / p->second_correction) + p->epsilon);
    break;
  case EPI_N_UPDATES:
    break;
  }
  return u;
}

/* As the element type has them. */
static EpiUpdateNumbers
numbers_for (EpiElement element)
{
  double n[] = {0.05, 0.9, 0.99, 1e-3, 0.271, 0.0297, 0.5, 0.01, 0.005, 0.02};

  for (size_t i = 0; i < G_N_ELEMENTS (n); i++)
    n[i] = rounded (element, n[i]);
  return (EpiUpdateNumbers){n[0], n[1], n[2], n[3], n[4],
                            n[5], n[6], n[7], n[8], n[9]};
}

/* |g| ≥ ½ and ‖l2 x + l1‖ ≤ 0.015: the gradient has its digits; then no rule
 * loses more than 24u of what it adds. */
static void
check_update (const Case *c, EpiUpdate update, size_t n)
{
  EpiUpdateNumbers numbers = numbers_for (c->element);
  double *g = make_matrix (KIND_RANDOM, n, 1, 60);
  double *x = make_matrix (KIND_RANDOM, n, 1, 61);
  double *m = make_matrix (KIND_RANDOM, n, 1, 62);
  double *v = make_matrix (KIND_RANDOM, n, 1, 63);
  for (size_t i = 0; i < n; i++) {
    g[i] += g[i] > 0 ? 1 : -1;
    g[i] = rounded (c->element, g[i]);
    v[i] = fabs (v[i]);
  }
  EpiBuffer *G = to_device (c, g, n, 1), *M = to_device (c, m, n, 1);
  EpiBuffer *V = to_device (c, v, n, 1), *X = to_device (c, x, n, 1);

  OK (epi_device_update (update, &numbers, G, M, V, X));
  double *got = from_device (X), *m_got = from_device (M);
  double *v_got = from_device (V);
  for (size_t i = 0; i < n; i++) {
    Unknown u = updated (update, &numbers, (Unknown){g[i], m[i], v[i], x[i]});
    assert_near (c->element, got[i], u.x, 24,
                 fabs (x[i]) + fabs ((double)u.x) + 1);
    assert_near (c->element, m_got[i], u.m, 12, fabs (m[i]) + fabs (g[i]));
    assert_near (c->element, v_got[i], u.v, 12, u.v);
  }
  g_free (g);
  g_free (x);
  g_free (m);
  g_free (v);
  g_free (got);
  g_free (m_got);
  g_free (v_got);
  epi_buffer_free (G);
  epi_buffer_free (M);
  epi_buffer_free (V);
  epi_buffer_free (X);
}

static void
test_every_update_is_within_the_bound (const Case *c)
{
  for (int update = 0; update < EPI_N_UPDATES; update++) {
    check_update (c, (EpiUpdate)update, 0);
    check_update (c, (EpiUpdate)update, 1);
    check_update (c, (EpiUpdate)update, 100001);
  }
}

static void
test_descent_needs_no_memory (const Case *c)
{
  const double x[] = {1, -2, 0}, g[] = {4, 4, 4};
  EpiUpdateNumbers numbers = {.step = 0.25, .scale = 1};
  EpiBuffer *X = to_device (c, x, 3, 1), *G = to_device (c, g, 3, 1);

  OK (epi_device_update (EPI_UPDATE_DESCENT, &numbers, G, NULL, NULL, X));
  double *got = from_device (X);
  g_assert_cmpfloat (got[0], ==, 0);
  g_assert_cmpfloat (got[1], ==, -3);
  g_assert_cmpfloat (got[2], ==, -1);
  g_free (got);
  epi_buffer_free (X);
  epi_buffer_free (G);
}

static void
add_all (void)
{
#define ADD(name, test) add_cases ("neural-losses", name, test)
  ADD ("cross-entropy-is-within-the-bound",
       test_cross_entropy_is_within_the_bound);
  ADD ("losses-by-entries-are-within-the-bounds",
       test_losses_by_entries_are_within_the_bounds);
  ADD ("every-update-is-within-the-bound",
       test_every_update_is_within_the_bound);
  ADD ("descent-needs-no-memory", test_descent_needs_no_memory);
#undef ADD
}

int
main (int argc, char **argv)
{
  return run_cases (argc, argv, add_all);
}
