/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two clouds of N examples, of which one weighs more, and a machine for them.
 */
#pragma once

#include "classify/epi-smo.h"
#include "some-examples.h"

#define N 120

typedef struct {
  EpiExamples examples;
  double C[N];
  EpiGram *gram;
  EpiSmoOptions options;
  EpiSvmProblem problem;
} Machine;

static inline void
machine_start (Machine *machine, const EpiKernelFunction *kernel, double C,
               size_t cache_bytes)
{
  machine->examples = some_examples (N, 3, 2, 1, 42);
  for (size_t i = 0; i < N; i++) /* one class weighs more */
    machine->C[i] = machine->examples.label[i] > 0 ? 2 * C : C;
  g_assert_cmpint (epi_gram_new (&machine->examples.X, kernel, &machine->gram),
                   ==, EPI_OK);
  machine->options = (EpiSmoOptions){.y = machine->examples.label,
                                     .C = machine->C,
                                     .gap = 1e-9,
                                     .shrinking = true,
                                     .cache_bytes = cache_bytes};
  machine->problem = (EpiSvmProblem){
      &machine->examples.X, machine->examples.label, machine->C, *kernel};
}

static inline EpiMethod *
machine_method (Machine *machine)
{
  EpiMethod *method;
  g_assert_cmpint (epi_smo_new (machine->gram, &machine->options, &method), ==,
                   EPI_OK);
  return method;
}

static inline void
machine_end (Machine *machine)
{
  epi_gram_free (machine->gram);
  epi_examples_clear (&machine->examples);
}
