/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-cone-program.h"

#include "core/epi-alloc.h"

void
epi_cone_program_clear (EpiConeProgram *program)
{
  epi_sparse_clear (&program->P);
  epi_sparse_clear (&program->A);
  epi_sparse_clear (&program->G);
  epi_free (program->c);
  epi_free (program->b);
  epi_free (program->h);
  epi_free (program->cones);
  *program = (EpiConeProgram){0};
}
