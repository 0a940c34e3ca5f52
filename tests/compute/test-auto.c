/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What auto makes of two devices whose speeds it knows nothing of: here they
 * are cpus that burn time as they are told. */
#include "compute-fixture.h"

#include "compute/epi-auto.h"
#include "compute/epi-cpu.h"

#include <math.h>

typedef struct {
  double first;   /* seconds of the first call of all, */
  double per_128; /* and of each product in single, at order 128, */
  double power;   /* of the order */
} Speed;

static Speed speed[2];
static EpiDevice *device[2];
static EpiDeviceClass klass;
static EpiStatus (*run_on_cpu) (EpiDevice *device, const EpiKernelCall *call);

static void
burn (double seconds)
{
  gint64 end = g_get_monotonic_time () + (gint64)(1e6 * seconds);

  while (g_get_monotonic_time () < end)
    ;
}

static EpiStatus
run (EpiDevice *which, const EpiKernelCall *call)
{
  Speed *s = &speed[which == device[1]];
  double ratio = (double)call->c->rows / 128;

  burn (s->first);
  s->first = 0;
  if (call->kernel == EPI_KERNEL_GEMM && call->c->element == EPI_FLOAT)
    burn (s->per_128 * pow (ratio, s->power));
  return run_on_cpu (which, call);
}

static EpiDevice *
burning (Speed how, size_t i)
{
  device[i] = epi_cpu_device_new ();
  run_on_cpu = device[i]->klass->run;
  klass = *device[i]->klass;
  klass.run = run;
  device[i]->klass = &klass;
  speed[i] = how;
  return device[i];
}

/* BLAS takes memory at its first call, a driver compiles: that is no reason to
 * give up a kernel after its smallest order. */
static void
test_a_cold_start_hides_no_crossover (void)
{
  EpiDevice *slow = burning ((Speed){0.6, 0.01, 3}, 0);
  EpiDevice *fast = burning ((Speed){0, 0.03, 0}, 1);
  EpiAuto result = epi_auto_unknown ();

  assert_status (epi_auto_time (slow, fast, 20, &result), EPI_OK);
  g_assert_cmpuint (result.from[EPI_KERNEL_GEMM][EPI_FLOAT], ==, 256);
  epi_device_unref (slow);
  epi_device_unref (fast);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auto/a-cold-start-hides-no-crossover",
                   test_a_cold_start_hides_no_crossover);
  return g_test_run ();
}
