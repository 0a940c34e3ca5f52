/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lesson on backpropagation walks, without a display: a published example,
 * both orders of the chain, the gradient against differences.
 */
#include "backprop-session.h"

#include <math.h>

#define HOMEWORK                                                               \
  "mode=walk; inputs=2; outputs=2; hidden=1; width1=2; activation=sigmoid; "   \
  "last=sigmoid; loss=mse; weights=typed; input=[0.05 / 0.1]; "                \
  "target=[0.01 / 0.99]; W1=[0.15 0.2 / 0.25 0.3]; b1=[0.35 / 0.35]; "         \
  "W2=[0.4 0.45 / 0.5 0.55]; b2=[0.6 / 0.6]"

/* M. Mazur, "A step by step backpropagation example", 2015. */
static void
test_homework_comes_out (void)
{
  EpiSession *session = session_of (HOMEWORK);

  g_assert_cmpfloat_with_epsilon (number (session, "f"), 0.298371109, 5e-10);
  g_assert_cmpfloat_with_epsilon (item (session, "dW2")->data[0], 0.082167041,
                                  5e-10);
  g_assert_cmpfloat_with_epsilon (item (session, "dW1")->data[0], 0.000438568,
                                  5e-10);
  epi_session_free (session);
}

/* P = Q, and each entry is what differences say; the certificate asks both. */
static void
test_both_orders_give_one_gradient (void)
{
  static const char *const settings[] = {
      HOMEWORK,
      "mode=walk; weights=drawn; inputs=5; outputs=3; hidden=3; width1=8; "
      "width2=2; width3=6; activation=gelu; last=identity; loss=cross-entropy",
      "mode=walk; weights=drawn; inputs=8; outputs=1; hidden=4; width1=8; "
      "width2=8; width3=8; width4=8; activation=leaky; loss=binary",
      "mode=walk; weights=drawn; inputs=1; outputs=1; hidden=0; loss=hinge"};

  for (size_t s = 0; s < G_N_ELEMENTS (settings); s++) {
    EpiSession *session = session_of (settings[s]);
    const EpiFrameItem *P = item (session, "P"), *Q = item (session, "Q");
    g_assert_cmpint (epi_frame_status (frame_of (session)), ==, EPI_CONVERGED);
    g_assert_cmpuint (P->cols, ==, Q->cols);
    for (size_t i = 0; i < P->cols; i++)
      g_assert_cmpfloat (fabs (P->data[i] - Q->data[i]), <=,
                         1e-12 * (1 + fabs (Q->data[i])));
    g_assert_cmpfloat (number (session, "check"), <=, 1e-6);
    g_assert_cmpint (epi_session_scene (session)->answer->certificate.status,
                     ==, EPI_CONVERGED);
    epi_session_free (session);
  }
}

/* A click on an entry of ∂f/∂W tells both numbers. */
static void
test_any_entry_is_checked_by_differences (void)
{
  EpiSession *session = session_of (HOMEWORK);
  const EpiHandleSpec *entry = handle ("entry");
  const EpiScene *scene = epi_session_scene (session);
  const EpiFrameItem *dW = item (session, "dW1");

  g_assert_cmpuint (epi_handle_count (entry, scene), ==, 4);
  for (size_t i = 0; i < 4; i++) {
    EpiHandleNumber numbers[EPI_HANDLE_NUMBERS];
    EpiAxesSpec axes = {0};
    g_assert_cmpuint (epi_handle_numbers (entry, scene, &axes, i, numbers), ==,
                      3);
    g_assert_cmpfloat (numbers[0].value, ==, dW->data[i]);
    g_assert_cmpfloat_with_epsilon (numbers[1].value, dW->data[i], 1e-9);
    g_assert_cmpfloat (numbers[2].value, ==,
                       fabs (numbers[0].value - numbers[1].value));
  }
  epi_session_free (session);
}

/* A weight that is typed is the weight; the others stay, whether they had been
 * drawn or typed; one undo brings it back. */
static void
test_weights_can_be_typed (void)
{
  EpiSession *session = session_of (
      "mode=walk; weights=drawn; inputs=2; outputs=1; hidden=1; width1=3");
  double before[6];

  memcpy (before, item (session, "W1")->data, sizeof before);
  type (session, "weight", "weight W1[2,1]", 0.25);
  epi_session_to_end (session);
  const double *after = item (session, "W1")->data;
  for (size_t i = 0; i < 6; i++)
    g_assert_cmpfloat (after[i], ==, i == 1 ? 0.25 : before[i]);
  type (session, "given", "input x[2]", -3);
  g_assert_cmpfloat (item (session, "x0")->data[1], ==, -3);
  g_assert_true (epi_session_undo (session));
  g_assert_true (epi_session_undo (session));
  g_assert_cmpmem (item (session, "W1")->data, sizeof before, before,
                   sizeof before);
  epi_session_free (session);
}

/* A row that is walked through gives its features and its class. */
static void
test_a_row_can_be_walked_through (void)
{
  EpiSession *session = session_of (
      "data=circles; x=x1; y=x2; label=class; mode=walk; point=2; hidden=1; "
      "width1=3; loss=binary; use_x1=true; use_x2=true; use_product=true");
  const EpiData *data =
      epi_document_data (epi_session_scene (session)->document, "points");
  double x = epi_table_number (epi_data_table (data), 1, 0);
  double y = epi_table_number (epi_data_table (data), 1, 1);
  const EpiFrameItem *given = item (session, "x0");

  g_assert_cmpuint (given->rows, ==, 3);
  g_assert_cmpfloat (given->data[0], ==, x);
  g_assert_cmpfloat (given->data[1], ==, y);
  g_assert_cmpfloat (given->data[2], ==, x * y);
  g_assert_cmpfloat (item (session, "t")->data[0], ==, 0); /* "outer" */
  g_assert_cmpfloat (number (session, "check"), <=, 1e-6);
  epi_session_free (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/backprop/" name, func)
  ADD ("homework-comes-out", test_homework_comes_out);
  ADD ("both-orders-give-one-gradient", test_both_orders_give_one_gradient);
  ADD ("any-entry-is-checked-by-differences",
       test_any_entry_is_checked_by_differences);
  ADD ("weights-can-be-typed", test_weights_can_be_typed);
  ADD ("a-row-can-be-walked-through", test_a_row_can_be_walked_through);
  return g_test_run ();
}
