/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-cpu-neural.h"

#include "core/epi-alloc.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- Which loops ------------------------------------------------------- */

static const EpiCpuLoop (*loops)[2];
static pthread_once_t chosen = PTHREAD_ONCE_INIT;

static void
choose (void)
{
  const char *wanted = getenv ("EPIGRAPH_CPU_LOOPS");

  loops = epi_cpu_loops_plain;
#if defined __x86_64__
  if ((wanted == NULL || strcmp (wanted, "plain") != 0) &&
      __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    loops = epi_cpu_loops_avx2;
#endif
}

const char *
epi_cpu_loops_name (void)
{
  pthread_once (&chosen, choose);
  return loops == epi_cpu_loops_plain ? "plain" : "AVX2";
}

EpiStatus
epi_cpu_run_neural (const EpiKernelCall *call)
{
  pthread_once (&chosen, choose);
  EpiCpuLoop loop = loops[call->kernel][call->c->element == EPI_DOUBLE];
  return loop != NULL ? loop (call) : EPI_UNSUPPORTED;
}

/* ---- Scratch memory ---------------------------------------------------- */

static _Thread_local void *scratch;
static _Thread_local size_t scratch_size;
static pthread_key_t at_end;
static pthread_once_t has_key = PTHREAD_ONCE_INIT;

static void
make_key (void)
{
  if (pthread_key_create (&at_end, epi_free) != 0)
    abort ();
}

void *
epi_cpu_scratch (size_t bytes)
{
  if (bytes > scratch_size) {
    void *larger = epi_alloc (bytes, 1);
    if (larger == NULL)
      return NULL;
    pthread_once (&has_key, make_key);
    epi_free (scratch);
    scratch = larger;
    scratch_size = bytes;
    pthread_setspecific (at_end, scratch); /* freed with the thread */
  }
  return memset (scratch, 0, bytes);
}
