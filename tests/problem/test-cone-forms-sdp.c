/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Semidefinite programs as cones: how matrices become vectors.
 */
#include "cone-point.h"

#include "core/epi-vector.h"

#include <glib.h>

/* s = vec F(x), (vec X)ᵀ(vec Y) = tr(XY), Gᵀ vec Y = -(tr(FᵢY))ᵢ. */
static void
test_vec_keeps_the_inner_product (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer known;
    EpiConeProgram cone;
    double value;

    known_sdp (seed, false, &sdp, &known, &value);
    size_t length = epi_sdp_block_offset (&sdp, sdp.n_blocks);
    g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
    g_assert_cmpuint (cone.G.rows, ==, epi_sdp_vec_length (&sdp));
    Point at = point_new (&cone);
    epi_sdp_vec (&sdp, false, known.X, at.s);
    epi_sdp_vec (&sdp, true, known.Y, at.z);
    double size = epi_dot (known.X, known.X, length) + 1;
    g_assert_cmpfloat_with_epsilon (epi_dot (at.s, at.z, cone.G.rows),
                                    epi_dot (known.X, known.Y, length),
                                    1e-14 * size);
    double *s = g_memdup2 (cone.h, cone.G.rows * sizeof (double));
    double *gradient = g_memdup2 (cone.c, cone.n * sizeof (double));
    epi_sparse_add_product (&cone.G, -1, known.x, s);
    epi_sparse_add_product_t (&cone.G, 1, at.z, gradient);
    for (size_t i = 0; i < sdp.A.rows; i++)
      at.y[i] = -known.v[i];
    epi_sparse_add_product_t (&cone.A, 1, at.y, gradient);
    for (size_t i = 0; i < cone.G.rows; i++)
      g_assert_cmpfloat_with_epsilon (s[i], at.s[i], 1e-13 * size);
    for (size_t i = 0; i < cone.n; i++)
      g_assert_cmpfloat_with_epsilon (gradient[i], 0, 1e-12 * size);

    EpiSdpAnswer back;
    epi_sdp_answer_new (&sdp, &back);
    epi_sdp_from_cone (&sdp, EPI_CONVERGED, known.x, at.y, at.s, at.z, &back);
    for (size_t i = 0; i < length; i++) {
      g_assert_cmpfloat_with_epsilon (back.X[i], known.X[i], 1e-14 * size);
      g_assert_cmpfloat_with_epsilon (back.Y[i], known.Y[i], 1e-14 * size);
    }
    assert_same (back.v, known.v, sdp.A.rows);
    g_free (s);
    g_free (gradient);
    point_clear (&at);
    epi_sdp_answer_clear (&back);
    epi_sdp_answer_clear (&known);
    epi_cone_program_clear (&cone);
    epi_sdp_clear (&sdp);
  }
}

static void
test_diagonal_blocks_are_orthants (void)
{
  EpiSdpBlock blocks[] = {
      {2, true, 0}, {1, false, 0}, {3, false, 0}, {0, false, 0}, {4, true, 0}};
  EpiConeProgram cone;
  EpiSdp sdp;

  epi_sdp_new (0, NULL, 5, blocks, 0, NULL, &sdp);
  g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
  g_assert_cmpuint (cone.n_cones, ==, 4);
  g_assert_cmpint (cone.cones[0].kind, ==, EPI_CONE_NONNEGATIVE);
  g_assert_cmpuint (cone.cones[0].order, ==, 3);
  g_assert_cmpint (cone.cones[1].kind, ==, EPI_CONE_SEMIDEFINITE);
  g_assert_cmpuint (cone.cones[2].order, ==, 0);
  g_assert_cmpuint (cone.G.rows, ==, 3 + 6 + 0 + 4);
  epi_cone_program_clear (&cone);
  epi_sdp_clear (&sdp);
}

/* t = 1 + 2x₁, v = (3 + x₁, -x₂): a cone of order 3, whose vec keeps the inner
 * product with any Y, and whose Y comes back semidefinite and in its place. */
static void
test_arrows_are_second_order_cones (void)
{
  EpiSdpBlock block = {.size = 3};
  EpiSdpEntry entries[] = {
      {0, 0, 0, 0, -1}, {0, 0, 1, 1, -1}, {0, 0, 2, 2, -1},
      {0, 0, 0, 2, -3}, {1, 0, 0, 0, 2},  {1, 0, 1, 1, 2},
      {1, 0, 2, 2, 2},  {1, 0, 0, 2, 1},  {2, 0, 1, 2, -1}};
  double c[2] = {0}, x[] = {0.25, 2}, F[9], Y[9], s[3], z[3];
  double any[] = {2, 0.5, -1, 0.5, 3, 0.25, -1, 0.25, 1};
  EpiConeProgram cone;
  EpiSdp sdp;

  epi_sdp_new (2, c, 1, &block, 9, entries, &sdp);
  g_assert_cmpint (epi_sdp_to_cone (&sdp, &cone), ==, EPI_OK);
  g_assert_cmpuint (cone.n_cones, ==, 1);
  g_assert_cmpint (cone.cones[0].kind, ==, EPI_CONE_SECOND_ORDER);
  g_assert_cmpuint (cone.G.rows, ==, 3);
  epi_sdp_evaluate (&sdp, x, F);
  epi_sdp_vec (&sdp, false, F, s);
  assert_same (s, (double[]){1.5, 3.25, -2}, 3);
  epi_sparse_add_product (&cone.G, -1, x, cone.h);
  assert_same (cone.h, s, 3);
  epi_sdp_vec (&sdp, true, any, z);
  assert_same (z, (double[]){6, -2, 0.5}, 3);
  g_assert_cmpfloat_with_epsilon (epi_dot (s, z, 3), epi_dot (F, any, 9),
                                  1e-14);
  epi_sdp_unvec (&sdp, true, z, Y);
  g_assert_cmpfloat_with_epsilon (epi_dot (F, Y, 9), epi_dot (s, z, 3), 1e-14);
  for (int j = 0; j < 3; j++) /* of rank one, with a positive diagonal */
    for (int i = 0; i < 3; i++)
      g_assert_cmpfloat_with_epsilon (Y[i + 3 * j] * Y[8], Y[i + 6] * Y[j + 6],
                                      1e-14);
  g_assert_cmpfloat (Y[8], >, 0);
  epi_cone_program_clear (&cone);
  epi_sdp_clear (&sdp);

  entries[2].value = -1.5; /* its diagonal is not one number any more */
  epi_sdp_new (2, c, 1, &block, 9, entries, &sdp);
  g_assert_cmpint (epi_sdp_block_cone (&sdp, 0).kind, ==,
                   EPI_CONE_SEMIDEFINITE);
  epi_sdp_clear (&sdp);
}

/* x₁ ≥ 1 and -x₁ ≥ 0 as one diagonal block: Y = (1,1). */
static void
test_rays_of_an_sdp_come_back_with_value_one (void)
{
  EpiSdpBlock block = {2, true, 0};
  EpiSdpEntry entries[] = {{0, 0, 0, 0, 1}, {1, 0, 0, 0, 1}, {1, 0, 1, 1, -1}};
  double c[] = {-2}, x[] = {3}, s[] = {3, -3}, z[] = {5, 5};
  EpiSdpAnswer answer;
  EpiSdp sdp;

  epi_sdp_new (1, c, 1, &block, 3, entries, &sdp);
  epi_sdp_answer_new (&sdp, &answer);
  epi_sdp_from_cone (&sdp, EPI_INFEASIBLE, NULL, NULL, NULL, z, &answer);
  assert_same (answer.Y, (double[]){1, 1}, 2);
  epi_sdp_from_cone (&sdp, EPI_UNBOUNDED, x, NULL, s, NULL, &answer);
  g_assert_true (answer.x[0] == 0.5 && answer.X[0] == 0.5);
  epi_sdp_answer_clear (&answer);
  epi_sdp_clear (&sdp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cone-forms-sdp/vec-keeps-the-inner-product",
                   test_vec_keeps_the_inner_product);
  g_test_add_func ("/cone-forms-sdp/diagonal-blocks-are-orthants",
                   test_diagonal_blocks_are_orthants);
  g_test_add_func ("/cone-forms-sdp/arrows-are-second-order-cones",
                   test_arrows_are_second_order_cones);
  g_test_add_func ("/cone-forms-sdp/rays-of-an-sdp-have-value-one",
                   test_rays_of_an_sdp_come_back_with_value_one);
  return g_test_run ();
}
