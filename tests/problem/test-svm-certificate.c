/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate of problem/epi-svm-problem.h for any answer, also such as no
 * method gives: each of its numbers held to its definition in 113 bits. */
#define _GNU_SOURCE

#include "core/epi-alloc.h"
#include "core/epi-random.h"
#include "exact-svm.h"

#include <string.h>

#define N 7
#define P 3

typedef struct {
  double values[N * P], y[N], C[N], beta[N];
} Room;

static ExactSvm
svm_in (Room *room, const EpiKernelFunction *kernel)
{
  return (ExactSvm){.kernel = *kernel,
                    .n = N,
                    .p = P,
                    .values = room->values,
                    .y = room->y,
                    .C = room->C,
                    .beta = room->beta};
}

/* ---- Its rounding ---- */

/* δᵢ and what two roundings of tᵢ itself are, times the steepest slope within
 * δᵢ of tᵢ: where tᵢ is that far from 0 that nobody can doubt on which side,
 * or is as good as 0; of others, which depend on a digit, the least. */
static double
slope_of (const ExactSvm *svm, size_t i, double delta)
{
  double t = (double)exact_over (svm, i), alpha = svm->y[i] * svm->beta[i];
  double right = fabs (alpha), left = fabs (svm->C[i] - alpha);

  if (fabs (t) > 2.1 * delta)
    return t > 0 ? right : left;
  return fabs (t) < delta / 2 ? fmax (right, left) : fmin (right, left);
}

typedef struct {
  double least; /* the rounding, as documented, times 1 + |dual| */
  double norm;  /* Σ|β|δ */
  double slack; /* ΣCδ */
  double fine;  /* of least, what belongs to a dual point */
  double own;   /* what t's own roundings may be, generously */
  bool sharp;   /* no t is so near to ±δ that a digit decides */
} Rounding;

static Rounding
rounding_of (const ExactSvm *svm)
{
  EpiSparse X = columns (svm->p, svm->n, svm->values);
  EpiSvmProblem problem = {&X, svm->y, svm->C, svm->kernel};
  Rounding out = {.sharp = true};
  double sum = 0, size = 0;
  EpiSvmValues ours;

  g_assert_cmpint (epi_svm_values_new (&problem, svm->beta, &ours), ==, EPI_OK);
  epi_svm_values_compute (&ours);
  for (size_t i = 0; i < svm->n; i++) {
    double f = (double)exact_f (svm, i), t = (double)exact_over (svm, i);
    double alpha = svm->y[i] * svm->beta[i];
    double beyond = fmax (fmax (-alpha, alpha - svm->C[i]), 0);
    double delta = ours.delta[i] +
                   (double)LDBL_EPSILON / 2 * (fabs (f + svm->bias) + fabs (t));
    out.fine += delta * slope_of (svm, i, ours.delta[i]);
    out.least += beyond * fabs (t);
    out.norm += fabs (alpha) * delta;
    out.slack += svm->C[i] * delta;
    out.own += 2 * (double)LDBL_EPSILON * (1 + fabs (f) + fabs (svm->bias)) *
               fmax (svm->C[i], alpha);
    out.sharp = out.sharp && (fabs (t) > 2.1 * delta || fabs (t) < delta / 2);
    sum += svm->beta[i];
    size += fabs (svm->beta[i]);
  }
  out.least += out.fine + fabs (svm->bias * sum) +
               fabs (svm->bias) * (double)svm->n * LDBL_EPSILON / 2 * size;
  epi_svm_values_clear (&ours);
  epi_sparse_clear (&X);
  return out;
}

static void
check_near (double value, _Float128 right, double off)
{
  g_assert_cmpfloat (fabs (value - (double)right), <=,
                     off + 1e-15 * fabs ((double)right));
}

/* In doubles, which decide where anything is good enough. */
static void
check (const ExactSvm *svm)
{
  EpiSvmCertificate proof = exact_svm_certify (svm, INFINITY);
  ExactValues right = exact_values_of (svm);
  Rounding rounding = rounding_of (svm);
  double one = 1 + fabs ((double)right.dual);

  check_gap_is_bounded (svm, &proof);
  check_near (proof.dual, right.dual, rounding.norm);
  check_near (proof.primal, right.primal, rounding.norm + rounding.slack);
  check_near (proof.gap, right.gap,
              rounding.own + 2 * rounding.fine + rounding.norm);
  check_near (proof.dual_residual, right.residual, 1e-15);
  g_assert_cmpfloat (
      proof.rounding * one, >=,
      (1 - 1e-9) * (rounding.least + fabs (proof.gap) * rounding.norm / 2));
  /* what is beyond its box counts twice */
  if (rounding.sharp)
    g_assert_cmpfloat (
        proof.rounding * one, <=,
        rounding.own +
            2.1 * (rounding.least + fabs (proof.gap) * rounding.norm / 2));
  g_assert_cmpfloat (
      proof.tolerance_reached, ==,
      fmax (fabs (proof.gap) + proof.rounding, proof.dual_residual));
  g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
  g_assert_null (proof.missing);
  proof = exact_svm_certify (svm, proof.tolerance_reached);
  g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
}

/* ---- Answers ---- */

static const EpiKernelFunction kernels[] = {
    {EPI_KERNEL_LINEAR, 0, 0, 0},
    {EPI_KERNEL_POLYNOMIAL, 0.5, 1, 3},
    {EPI_KERNEL_RBF, 0.7, 0, 0},
};

/* Where a multiplier may be: at its bounds, between them, outside. */
static double
some_alpha (double C, EpiRandom *random)
{
  double far = epi_random_uniform (random);

  switch ((int)(5 * epi_random_uniform (random))) {
  case 0:
    return 0;
  case 1:
    return C;
  case 2:
    return far < 0.3 ? -far * C : far > 0.7 ? (1 + far) * C : C;
  default:
    return C * far;
  }
}

static void
some_answer (Room *room, uint64_t round)
{
  EpiRandom random = epi_random (round, 0);
  double origin = round % 4 == 0 ? 30 : 0;

  for (size_t i = 0; i < N; i++) {
    room->y[i] = epi_random_uniform (&random) < 0.5 ? 1 : -1;
    room->C[i] = pow (10, 4 * epi_random_uniform (&random) - 2);
    room->beta[i] = room->y[i] * some_alpha (room->C[i], &random);
    for (size_t f = 0; f < P; f++)
      room->values[i * P + f] =
          (origin + epi_random_normal (&random)) * (i == round % 17 ? 10 : 1);
  }
}

/* b anywhere, or such that one example is on its margin. */
static void
test_any_answer (void)
{
  for (uint64_t round = 0; round < 600; round++) {
    Room room;
    some_answer (&room, round);
    ExactSvm svm = svm_in (&room, &kernels[round % 3]);
    size_t on = round / 3 % (N + 1);
    svm.bias = on < N ? room.y[on] - (double)exact_f (&svm, on)
                      : 10 * sin ((double)round);
    check (&svm);
  }
}

/* In pairs, so that Σβ = 0, and all in their boxes: each in turn is on its
 * margin, at a bound or between them. */
static void
test_who_is_on_the_margin (void)
{
  static const double alphas[] = {0, 1, 3, 4};

  for (uint64_t round = 0; round < 7 * 64; round++) {
    Room room;
    some_answer (&room, round);
    for (size_t i = 0; i < N; i++) {
      size_t pair = i / 2; /* the last one stands alone */
      room.y[i] = i % 2 == 0 ? 1 : -1;
      room.C[i] = 4 << pair;
      room.beta[i] =
          i == 6 ? 0
                 : room.y[i] * (1 << pair) * alphas[(round >> 2 * pair) % 4];
    }
    ExactSvm svm = svm_in (&room, &kernels[round % 3]);
    svm.bias = room.y[round % N] - (double)exact_f (&svm, round % N);
    check (&svm);
  }
}

/* Nothing to go on: k = 0, f = 0, and b alone decides. */
static void
test_the_bias_alone (void)
{
  for (double b = -1e6; b <= 1e6; b = b < -1e-3 ? b / 10 : 10 * fabs (b)) {
    Room room = {.values = {0}};
    for (size_t i = 0; i < N; i++) {
      room.y[i] = i % 2 == 0 ? 1 : -1;
      room.C[i] = 1;
      room.beta[i] = i < 6 ? room.y[i] / 2 : 0;
    }
    ExactSvm svm = svm_in (&room, &kernels[0]);
    svm.bias = b;
    check (&svm);
  }
}

/* One multiplier beyond its box, by its C, which is not that of the others. */
static void
test_who_is_outside_is_seen (void)
{
  for (size_t at = 0; at < N; at++)
    for (int below = 0; below < 2; below++) {
      Room room;
      some_answer (&room, 0);
      for (size_t i = 0; i < N; i++)
        room.beta[i] = 0;
      room.beta[at] = room.y[at] * room.C[at] * (below ? -3 : 4);
      ExactSvm svm = svm_in (&room, &kernels[2]);
      check (&svm);
      EpiSvmCertificate proof = exact_svm_certify (&svm, 1e-8);
      g_assert_cmpint (proof.status, ==, EPI_RUNNING);
      g_assert_cmpfloat_with_epsilon (proof.dual_residual, 3, 1e-12);
    }
}

/* ---- Where doubles cannot tell ---- */

/* Two points on the line, origin ± 1: w = 1, b = -origin. */
static ExactSvm
two_points (Room *room, double origin)
{
  *room = (Room){.values = {origin + 1, origin - 1},
                 .y = {1, -1},
                 .C = {10, 10},
                 .beta = {0.5, -0.5}};
  ExactSvm svm = svm_in (room, &kernels[0]);
  svm.n = 2;
  svm.p = 1;
  svm.bias = -origin;
  return svm;
}

/* Long doubles do, which have 11 bits more; then they say so. */
static void
test_long_doubles_decide (void)
{
  Room room;

  for (double origin = 1; origin < 1e5; origin *= 10) {
    ExactSvm svm = two_points (&room, origin);
    EpiSvmCertificate proof = exact_svm_certify (&svm, 1e-8);
    check_gap_is_bounded (&svm, &proof);
    g_assert_cmpint (proof.status, ==, EPI_OPTIMAL);
    g_assert_cmpfloat (proof.tolerance_reached, <=, 1e-8);
  }
}

/* c e₁ + eᵢ with labels +, +, -: w = (a, a, a - 2) and b = 1 - a(1 + c) put all
 * three on their margins, for any a.  What is left of Σβ, (3a - 2)/(1 + c), is
 * worth b: a gap below 0 is no better than one above. */
static void
test_a_gap_below_0_is_none (void)
{
  const double c = 1000;

  for (int sign = -1; sign <= 1; sign += 2) {
    Room room = {.values = {c + 1, 0, 0, c, 1, 0, c, 0, 1}, .y = {1, 1, -1}};
    double a = (2 + sign * 1e-6) / 3;
    double beta[] = {(a + 2 * c - 2 * a * c) / (1 + c), a, a - 2};
    ExactSvm svm = svm_in (&room, &kernels[0]);
    svm.n = 3;
    svm.beta = beta;
    svm.bias = 1 - a * (1 + c);
    room.C[0] = room.C[1] = room.C[2] = 10;
    EpiSvmCertificate proof = exact_svm_certify (&svm, 1e-8);
    check_gap_is_bounded (&svm, &proof);
    g_assert_cmpfloat (sign * proof.gap, >, 1e-7);
    g_assert_cmpfloat (proof.dual_residual, <, 1e-8);
    g_assert_cmpfloat (proof.tolerance_reached, >, 1e-7);
    g_assert_cmpint (proof.status, ==, EPI_RUNNING);
  }
}

/* What is said where nothing is proven: of columns that lose their margin in
 * doubles, of which one, anywhere, is enough; and of a tiny box that is left.
 */
static void
test_what_is_missing_is_said (void)
{
  Room room;

  for (size_t at = 0; at < 3; at++) {
    size_t left = (at + 1) % 3, right = (at + 2) % 3;
    ExactSvm svm = two_points (&room, 0);
    svm.n = 3;
    room.values[at] = 1e16;
    room.values[left] = -1;
    room.values[right] = 1;
    for (size_t i = 0; i < 3; i++) {
      room.y[i] = copysign (1, room.values[i]);
      room.C[i] = 10;
      room.beta[i] = i == at ? 0 : room.values[i] / 2;
    }
    g_assert_cmpint (exact_svm_certify (&svm, 1e-8).status, ==, EPI_OPTIMAL);
    EpiSvmCertificate proof = exact_svm_certify (&svm, 1e-30);
    g_assert_cmpint (proof.status, ==, EPI_RUNNING);
    g_assert_nonnull (strstr (proof.missing, "standardise"));
  }
  ExactSvm svm = two_points (&room, 0);
  svm.n = 3; /* on the border */
  room.y[2] = 1;
  room.C[2] = 1e-12;
  room.beta[2] = 1.5e-12;
  EpiSvmCertificate proof = exact_svm_certify (&svm, 1e-8);
  g_assert_cmpint (proof.status, ==, EPI_RUNNING);
  g_assert_cmpstr (proof.missing, ==, "a multiplier breaks its limits");
}

static void
test_memory_may_run_out (void)
{
  Room room;
  long n = 0;

  for (EpiStatus status = EPI_NO_MEMORY; status != EPI_OK; n++) {
    ExactSvm svm = two_points (&room, 0);
    EpiSparse X = columns (svm.p, svm.n, svm.values);
    EpiSvmProblem problem = {&X, svm.y, svm.C, svm.kernel};
    EpiSvmCertificate proof = {.status = EPI_OPTIMAL};
    epi_alloc_fail_at (n);
    status = epi_svm_certify (&problem, svm.beta, svm.bias, 1e-8, &proof);
    epi_alloc_fail_at (-1);
    g_assert_true (status == EPI_OK || status == EPI_NO_MEMORY);
    g_assert_cmpint (proof.status, ==,
                     status == EPI_OK ? EPI_OPTIMAL : EPI_RUNNING);
    g_assert_true (status == EPI_OK || isinf (proof.tolerance_reached));
    epi_sparse_clear (&X);
  }
  g_assert_cmpint (n, >, 8);
}

#define ADD(name, function) g_test_add_func ("/svm certificate/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("any answer", test_any_answer);
  ADD ("who is on the margin", test_who_is_on_the_margin);
  ADD ("the bias alone", test_the_bias_alone);
  ADD ("who is outside is seen", test_who_is_outside_is_seen);
  ADD ("long doubles decide", test_long_doubles_decide);
  ADD ("a gap below 0 is none", test_a_gap_below_0_is_none);
  ADD ("what is missing is said", test_what_is_missing_is_said);
  ADD ("memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
