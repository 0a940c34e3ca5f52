/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backpropagation in slow motion: the products from both sides are one, each
 * gradient is what differences say, and a published example comes out.
 */
#include "core/epi-random.h"
#include "method-checks.h"
#include "neural/epi-walk.h"

#include <math.h>

#define MOST (EPI_WALK_WIDTH * EPI_WALK_WIDTH)

typedef struct {
  EpiWalkProblem problem;
  double W[EPI_WALK_LAYERS][MOST], b[EPI_WALK_LAYERS][EPI_WALK_WIDTH];
  double x[EPI_WALK_WIDTH], t[EPI_WALK_WIDTH];
} Example;

static void
point (Example *self)
{
  for (size_t l = 0; l < EPI_WALK_LAYERS; l++) {
    self->problem.W[l] = self->W[l];
    self->problem.b[l] = self->b[l];
  }
  self->problem.x = self->x;
  self->problem.t = self->t;
}

static void
fill (double *values, size_t n, EpiRandom *random)
{
  for (size_t i = 0; i < n; i++)
    values[i] = epi_random_normal (random);
}

/* Normal numbers; targets are fit for every loss: 1 and then -1. */
static void
draw (Example *self, uint64_t seed)
{
  EpiRandom random = epi_random (seed, 0);

  for (size_t l = 0; l < EPI_WALK_LAYERS; l++) {
    fill (self->W[l], MOST, &random);
    fill (self->b[l], EPI_WALK_WIDTH, &random);
  }
  fill (self->x, EPI_WALK_WIDTH, &random);
  for (size_t i = 0; i < EPI_WALK_WIDTH; i++)
    self->t[i] = i == 0 ? 1 : self->problem.loss == EPI_LOSS_HINGE ? -1 : 0;
  point (self);
}

static EpiMethod *
walk_of (const Example *example)
{
  EpiMethod *walk;

  g_assert_cmpint (epi_walk_new (&example->problem, &walk), ==, EPI_OK);
  return walk;
}

static EpiFrame *
end_of (EpiMethod *walk)
{
  g_assert_cmpint (epi_method_run (walk, 100, NULL, NULL), ==, EPI_CONVERGED);
  return epi_method_record (walk);
}

/* M. Mazur, "A step by step backpropagation example", 2015: two inputs, two
 * hidden and two output neurons, all sigmoid. */
static void
test_a_published_example_comes_out (void)
{
  static Example example = {
      .problem = {.layers = 2,
                  .sizes = {2, 2, 2},
                  .activation = EPI_ACTIVATION_SIGMOID,
                  .last = EPI_ACTIVATION_SIGMOID,
                  .loss = EPI_LOSS_MSE},
      .W = {{0.15, 0.25, 0.20, 0.30}, {0.40, 0.50, 0.45, 0.55}},
      .b = {{0.35, 0.35}, {0.60, 0.60}},
      .x = {0.05, 0.10},
      .t = {0.01, 0.99}};

  point (&example);
  EpiMethod *walk = walk_of (&example);
  EpiFrame *frame = end_of (walk);
  const double *out = epi_frame_find (frame, "x4")->data;
  g_assert_cmpfloat_with_epsilon (out[0], 0.75136507, 5e-9);
  g_assert_cmpfloat_with_epsilon (out[1], 0.772928465, 5e-10);
  g_assert_cmpfloat_with_epsilon (epi_frame_scalar (frame, "f", NAN),
                                  0.298371109, 5e-10);
  g_assert_cmpfloat_with_epsilon (epi_frame_find (frame, "dW2")->data[0],
                                  0.082167041, 5e-10);
  g_assert_cmpfloat_with_epsilon (epi_frame_find (frame, "dW1")->data[0],
                                  0.000438568, 5e-10);
  epi_frame_unref (frame);
  epi_method_free (walk);
}

typedef void (*ExampleFunc) (const Example *example, EpiFrame *frame);

static void
for_each_example (ExampleFunc check)
{
  static Example example;

  for (int f = 0; f < EPI_N_ACTIVATIONS; f++)
    for (int loss = 0; loss < EPI_N_LOSSES; loss++) {
      example.problem = (EpiWalkProblem){.layers = 3,
                                         .sizes = {3, 5, 2, 4},
                                         .activation = (EpiActivation)f,
                                         .loss = (EpiLoss)loss};
      draw (&example, (uint64_t)(100 * f + loss));
      EpiMethod *walk = walk_of (&example);
      EpiFrame *frame = end_of (walk);
      check (&example, frame);
      epi_frame_unref (frame);
      epi_method_free (walk);
    }
}

/* (J₇ J₆ ⋯ ) J₁ = J₇ ( ⋯ J₂ J₁) = ∂f/∂x₀: P and Q are the same row, and so is
 * what plain multiplication of the recorded blocks gives. */
static void
check_products (const Example *example, EpiFrame *frame)
{
  static const char *const names[] = {"J1", "J2", "J3", "J4", "J5", "J6", "J7"};
  const EpiFrameItem *P = epi_frame_find (frame, "P");
  const EpiFrameItem *Q = epi_frame_find (frame, "Q");
  size_t m = (size_t)epi_frame_scalar (frame, "factors", NAN);
  double row[EPI_WALK_WIDTH] = {1}, next[EPI_WALK_WIDTH];

  for (size_t i = m + 1; i-- > 0;) {
    const EpiFrameItem *J = epi_frame_find (frame, names[i]);
    for (size_t c = 0; c < J->cols; c++) {
      next[c] = 0;
      for (size_t r = 0; r < J->rows; r++)
        next[c] += row[r] * J->data[r + c * J->rows];
    }
    memcpy (row, next, sizeof row);
  }
  g_assert_cmpuint (P->rows * P->cols, ==, 3);
  g_assert_cmpuint (Q->rows * Q->cols, ==, 3);
  for (size_t i = 0; i < 3; i++) {
    double size = 1 + fabs (row[i]);
    g_assert_cmpfloat (fabs (P->data[i] - Q->data[i]), <=, 1e-12 * size);
    g_assert_cmpfloat (fabs (Q->data[i] - row[i]), <=, 1e-12 * size);
  }
}

static void
test_the_products_from_both_sides_are_one (void)
{
  for_each_example (check_products);
}

static void
check_gradient (const Example *example, EpiFrame *frame)
{
  static const char *const by_chain[] = {"dW1", "dW2", "dW3",
                                         "db1", "db2", "db3"};
  static const char *const by_difference[] = {"fW1", "fW2", "fW3",
                                              "fb1", "fb2", "fb3"};

  for (size_t i = 0; i < 6; i++) {
    const EpiFrameItem *d = epi_frame_find (frame, by_chain[i]);
    const EpiFrameItem *f = epi_frame_find (frame, by_difference[i]);
    g_assert_cmpuint (d->rows * d->cols, ==, f->rows * f->cols);
    for (size_t j = 0; j < d->rows * d->cols; j++)
      g_assert_cmpfloat (fabs (d->data[j] - f->data[j]), <=,
                         1e-6 * (1 + fabs (d->data[j])));
  }
  g_assert_cmpfloat (epi_frame_scalar (frame, "check", NAN), <=, 1e-6);
  g_assert_cmpfloat (epi_frame_scalar (frame, "check", NAN), >, 0);
}

static void
test_gradients_are_what_differences_say (void)
{
  for_each_example (check_gradient);
}

/* ∂f/∂W is (∂f/∂z) xᵀ: of rank one, with the input of the layer as its rows. */
static void
check_outer_product (const Example *example, EpiFrame *frame)
{
  const EpiFrameItem *dW = epi_frame_find (frame, "dW1");
  const EpiFrameItem *db = epi_frame_find (frame, "db1");

  for (size_t j = 0; j < dW->cols; j++)
    for (size_t i = 0; i < dW->rows; i++)
      g_assert_cmpfloat (dW->data[i + j * dW->rows], ==,
                         db->data[i] * example->x[j]);
}

static void
test_a_weight_gradient_is_an_outer_product (void)
{
  for_each_example (check_outer_product);
}

/* 4-8-8-1 tanh: blocks 8×4, 8, 8×8, 8, 1×8 and the loss.  From the right, each
 * meets 4 columns; from the left, one row. */
static void
test_reverse_order_multiplies_less (void)
{
  static Example example = {.problem = {.layers = 3,
                                        .sizes = {4, 8, 8, 1},
                                        .activation = EPI_ACTIVATION_TANH,
                                        .loss = EPI_LOSS_MSE}};
  draw (&example, 7);
  EpiMethod *walk = walk_of (&example);
  EpiFrame *frame = end_of (walk);

  g_assert_cmpfloat (epi_frame_scalar (frame, "forward_cost", NAN), ==,
                     4 * (8 + 64 + 8 + 8 + 1));
  g_assert_cmpfloat (epi_frame_scalar (frame, "reverse_cost", NAN), ==,
                     8 + 8 + 64 + 8 + 32);
  epi_frame_unref (frame);
  epi_method_free (walk);
}

static void
test_a_state_repeats (void)
{
  static Example example = {.problem = {.layers = 2,
                                        .sizes = {2, 3, 2},
                                        .activation = EPI_ACTIVATION_GELU,
                                        .loss = EPI_LOSS_CROSS_ENTROPY}};

  draw (&example, 5);
  for (size_t at = 0; at < 9; at++)
    check_restored_state_repeats (walk_of (&example), walk_of (&example), at,
                                  10);
  EpiMethod *walk = walk_of (&example);
  g_assert_cmpint (check_steps_allocate_nothing (walk, 100), ==, EPI_CONVERGED);
  g_assert_cmpuint (walk->k, ==, 7); /* ψφψ, the loss, and back */
  epi_method_free (walk);
}

static void
test_numbers_that_are_none_are_refused (void)
{
  static Example example = {
      .problem = {.layers = 1, .sizes = {1, 1}, .loss = EPI_LOSS_MSE}};
  EpiMethod *walk;

  draw (&example, 1);
  example.W[0][0] = NAN;
  g_assert_cmpint (epi_walk_new (&example.problem, &walk), ==, EPI_NOT_FINITE);
  example.W[0][0] = 1e200; /* its square is none */
  g_assert_cmpint (epi_walk_new (&example.problem, &walk), ==, EPI_NOT_FINITE);
  g_assert_null (walk);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/walk/a-published-example-comes-out",
                   test_a_published_example_comes_out);
  g_test_add_func ("/walk/the-products-from-both-sides-are-one",
                   test_the_products_from_both_sides_are_one);
  g_test_add_func ("/walk/gradients-are-what-differences-say",
                   test_gradients_are_what_differences_say);
  g_test_add_func ("/walk/a-weight-gradient-is-an-outer-product",
                   test_a_weight_gradient_is_an_outer_product);
  g_test_add_func ("/walk/reverse-order-multiplies-less",
                   test_reverse_order_multiplies_less);
  g_test_add_func ("/walk/a-state-repeats", test_a_state_repeats);
  g_test_add_func ("/walk/numbers-that-are-none-are-refused",
                   test_numbers_that_are_none_are_refused);
  return g_test_run ();
}
