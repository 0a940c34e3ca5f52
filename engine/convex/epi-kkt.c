/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-kkt.h"

EpiStatus
epi_kkt_new (const EpiConeProgram *program, EpiKkt **out)
{
  for (size_t j = 0; j < program->n_cones; j++)
    if (program->cones[j].kind == EPI_CONE_SEMIDEFINITE)
      return epi_kkt_dense_new (program, out);
  return epi_kkt_sparse_new (program, out);
}
