/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows and columns brought to one size, exactly.
 */
#include "cone-point.h"

#include <glib.h>
#include <math.h>

/* A QP whose rows and columns are of sizes 1e-6 … 1e6. */
static void
make_badly_scaled (guint32 seed, EpiConeProgram *cone)
{
  GRand *rand = g_rand_new_with_seed (seed);
  EpiQpMap map;
  EpiQpAnswer known;
  EpiQp qp;

  known_qp (seed, 6, 8, &qp, &known);
  g_assert_cmpint (epi_qp_to_cone (&qp, cone, &map), ==, EPI_OK);
  for (size_t j = 0; j < cone->n; j++) {
    double size = pow (10, g_rand_int_range (rand, -6, 7));
    for (int k = cone->G.start[j]; k < cone->G.start[j + 1]; k++)
      cone->G.value[k] *= size;
    for (int k = cone->A.start[j]; k < cone->A.start[j + 1]; k++)
      cone->A.value[k] *= size;
    cone->c[j] *= size;
  }
  epi_qp_map_clear (&map);
  epi_qp_answer_clear (&known);
  epi_qp_clear (&qp);
  g_rand_free (rand);
}

/* Powers of two round nothing: residuals are the same to the bit. */
static void
test_equilibration_is_exact (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiConeProgram plain, scaled;
    EpiConeScaling scaling;
    GRand *rand = g_rand_new_with_seed (seed);

    make_badly_scaled (seed, &plain);
    make_badly_scaled (seed, &scaled);
    g_assert_cmpint (epi_cone_program_equilibrate (&scaled, 10, &scaling), ==,
                     EPI_OK);
    Point at = point_new (&plain), hat = point_new (&scaled);
    for (size_t j = 0; j < plain.n; j++)
      hat.x[j] = at.x[j] = g_rand_double_range (rand, -1, 1);
    for (size_t i = 0; i < plain.A.rows; i++)
      hat.y[i] = at.y[i] = g_rand_double_range (rand, -1, 1);
    for (size_t i = 0; i < plain.G.rows; i++) {
      at.s[i] = hat.s[i] = plain.h[i];
      at.z[i] = hat.z[i] = g_rand_double (rand);
    }
    epi_cone_scaling_apply (&scaling, hat.x, hat.y, hat.s, hat.z);
    assert_same (hat.s, scaled.h, plain.G.rows);

    /* s - Gx, and the gradient of the Lagrangian in units of κD. */
    epi_sparse_add_product (&plain.G, -1, at.x, at.s);
    epi_sparse_add_product (&scaled.G, -1, hat.x, hat.s);
    epi_sparse_add_symmetric (&plain.P, 1, at.x, plain.c);
    epi_sparse_add_symmetric (&scaled.P, 1, hat.x, scaled.c);
    epi_sparse_add_product_t (&plain.A, 1, at.y, plain.c);
    epi_sparse_add_product_t (&scaled.A, 1, hat.y, scaled.c);
    epi_sparse_add_product_t (&plain.G, 1, at.z, plain.c);
    epi_sparse_add_product_t (&scaled.G, 1, hat.z, scaled.c);
    for (size_t j = 0; j < plain.n; j++)
      g_assert_true (scaled.c[j] ==
                     scaling.cost * scaling.column[j] * plain.c[j]);
    epi_cone_scaling_undo (&scaling, hat.x, hat.y, hat.s, hat.z);
    assert_same (hat.x, at.x, plain.n);
    assert_same (hat.y, at.y, plain.A.rows);
    assert_same (hat.s, at.s, plain.G.rows);
    assert_same (hat.z, at.z, plain.G.rows);
    point_clear (&at);
    point_clear (&hat);
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&plain);
    epi_cone_program_clear (&scaled);
    g_rand_free (rand);
  }
}

/* Ruiz: rows and columns tend to the largest entry 1; to the next power of two
 * that is [½, 2]. */
static void
test_equilibration_makes_rows_and_columns_of_one_size (void)
{
  for (guint32 seed = 1; seed <= 50; seed++) {
    EpiConeProgram cone;
    EpiConeScaling scaling;

    make_badly_scaled (seed, &cone);
    epi_sparse_clear (&cone.P);
    epi_sparse_new (cone.n, cone.n, 0, &cone.P);
    g_assert_cmpint (epi_cone_program_equilibrate (&cone, 25, &scaling), ==,
                     EPI_OK);
    double *row = g_new0 (double, cone.G.rows);
    for (size_t j = 0; j < cone.n; j++)
      for (int k = cone.G.start[j]; k < cone.G.start[j + 1]; k++)
        row[cone.G.row[k]] = fmax (row[cone.G.row[k]], fabs (cone.G.value[k]));
    for (size_t i = 0; i < cone.G.rows; i++)
      g_assert_true (row[i] >= 0.5 && row[i] <= 2);
    g_free (row);
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&cone);
  }
}

static void
test_a_cone_is_scaled_as_one (void)
{
  for (guint32 seed = 1; seed <= 20; seed++) {
    EpiSdp sdp;
    EpiSdpAnswer known;
    EpiConeProgram cone;
    EpiConeScaling scaling;
    double value;

    known_sdp (seed, false, &sdp, &known, &value);
    epi_sdp_to_cone (&sdp, &cone);
    g_assert_cmpint (epi_cone_program_equilibrate (&cone, 10, &scaling), ==,
                     EPI_OK);
    for (size_t k = 0, begin = 0; k < cone.n_cones; k++) {
      size_t dim = epi_cone_dim (cone.cones[k]);
      if (cone.cones[k].kind == EPI_CONE_SEMIDEFINITE)
        for (size_t i = 0; i < dim; i++)
          g_assert_true (scaling.cone_row[begin + i] ==
                         scaling.cone_row[begin]);
      begin += dim;
    }
    epi_cone_scaling_clear (&scaling);
    epi_cone_program_clear (&cone);
    epi_sdp_answer_clear (&known);
    epi_sdp_clear (&sdp);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/equilibration/equilibration-is-exact",
                   test_equilibration_is_exact);
  g_test_add_func ("/equilibration/equilibration-makes-one-size",
                   test_equilibration_makes_rows_and_columns_of_one_size);
  g_test_add_func ("/equilibration/a-cone-is-scaled-as-one",
                   test_a_cone_is_scaled_as_one);
  return g_test_run ();
}
