/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-compute.h"

#include "compute/epi-cpu-neural.h"
#include "compute/epi-cpu.h"
#include "compute/epi-gl.h"

#include <cblas.h>
#include <pthread.h>
#include <string.h>

struct EpiCompute {
  EpiDevice *cpu;
  pthread_mutex_t starting; /* held, before lock, while gl is being started */
  pthread_mutex_t lock;     /* of everything below */
  EpiDeviceChoice choice;
  EpiDevice *gl;        /* NULL: not started, or gone */
  bool tested[2];       /* gl, for float and double */
  bool gl_failed;       /* do not start it again */
  char *trouble;        /* the last notice */
  EpiDeviceCounts past; /* of gl devices that are gone */
  bool loaded;          /* known has been read */
  EpiAuto known;
  EpiNoticeFunc notice;
  void *notice_data;
};

/* ---- Choice ------------------------------------------------------------- */

static const char *const words[] = {"auto", "cpu", "gl"};

bool
epi_choice_parse (const char *word, EpiDeviceChoice *out)
{
  for (int i = 0; i < 3; i++)
    if (strcmp (word, words[i]) == 0) {
      *out = (EpiDeviceChoice)i;
      return true;
    }
  if (strcmp (word, "gpu") != 0)
    return false;
  *out = EPI_CHOICE_GL;
  return true;
}

const char *
epi_choice_word (EpiDeviceChoice choice)
{
  return words[choice];
}

static void
add_counts (EpiDeviceCounts *to, const EpiDeviceCounts *from)
{
  for (int k = 0; k < EPI_N_KERNELS; k++) {
    to->kernel[k].calls += from->kernel[k].calls;
    to->kernel[k].seconds += from->kernel[k].seconds;
  }
  to->uploaded += from->uploaded;
  to->downloaded += from->downloaded;
  to->transfer_seconds += from->transfer_seconds;
}

/* With the lock.  Returns what the caller unrefs after giving it back. */
static EpiDevice *
drop_gl (EpiCompute *compute)
{
  EpiDevice *gl = compute->gl;

  if (gl != NULL) {
    EpiDeviceCounts counts = epi_device_counts (gl);
    add_counts (&compute->past, &counts);
  }
  compute->gl = NULL;
  compute->tested[0] = compute->tested[1] = false;
  return gl;
}

void
epi_compute_choose (EpiCompute *compute, EpiDeviceChoice choice)
{
  pthread_mutex_lock (&compute->lock);
  compute->choice = choice;
  compute->gl_failed = false;
  g_clear_pointer (&compute->trouble, g_free);
  EpiDevice *unused = choice == EPI_CHOICE_CPU ? drop_gl (compute) : NULL;
  pthread_mutex_unlock (&compute->lock);
  epi_device_unref (unused);
}

EpiDeviceChoice
epi_compute_choice (EpiCompute *compute)
{
  pthread_mutex_lock (&compute->lock);
  EpiDeviceChoice choice = compute->choice;
  pthread_mutex_unlock (&compute->lock);
  return choice;
}

void
epi_compute_set_notice (EpiCompute *compute, EpiNoticeFunc notice, void *data)
{
  pthread_mutex_lock (&compute->lock);
  compute->notice = notice;
  compute->notice_data = data;
  pthread_mutex_unlock (&compute->lock);
}

void
epi_compute_set_auto (EpiCompute *compute, const EpiAuto *known)
{
  pthread_mutex_lock (&compute->lock);
  compute->known = *known;
  compute->loaded = true;
  pthread_mutex_unlock (&compute->lock);
}

void
epi_compute_reload (EpiCompute *compute)
{
  EpiAuto known = epi_auto_load ();
  epi_compute_set_auto (compute, &known);
}

/* ---- Trouble ------------------------------------------------------------ */

/* Gives gl up and says so, once: the second thread to meet the same trouble
 * finds another gl, or none.  gl NULL: it did not start. */
static void
give_up (EpiCompute *compute, EpiDevice *gl, const char *why)
{
  pthread_mutex_lock (&compute->lock);
  if (compute->gl != gl || compute->gl_failed) {
    pthread_mutex_unlock (&compute->lock);
    return;
  }
  EpiDevice *gone = drop_gl (compute);
  compute->gl_failed = true;
  g_free (compute->trouble);
  compute->trouble = g_strdup_printf (
      "The GPU is not used: %s. The CPU computes instead.", why);
  char *sentence = g_strdup (compute->trouble);
  EpiNoticeFunc notice = compute->notice;
  void *data = compute->notice_data;
  pthread_mutex_unlock (&compute->lock);

  epi_device_unref (gone);
  if (notice != NULL)
    notice (sentence, data);
  g_free (sentence);
}

static const char *
reason (EpiDevice *gl, EpiStatus status)
{
  const char *trouble = epi_gl_device_info (gl).trouble;

  if (status == EPI_NUMERICAL)
    return "its self-test gives a wrong result";
  return trouble[0] != '\0' ? trouble : epi_status_sentence (status);
}

bool
epi_compute_must_repeat (EpiCompute *compute, EpiDevice *device,
                         EpiStatus status)
{
  if (device == compute->cpu)
    return false;
  if (status == EPI_DEVICE_LOST || status == EPI_FAILED) {
    give_up (compute, device, reason (device, status));
    return true;
  }
  /* This work is too large for it; the next may not be. */
  return status == EPI_UNSUPPORTED || status == EPI_NO_MEMORY;
}

/* ---- Devices ------------------------------------------------------------ */

/* With starting.  A reference to gl, made if need be, or NULL. */
static EpiDevice *
start_gl (EpiCompute *compute)
{
  char *trouble = NULL;

  pthread_mutex_lock (&compute->lock);
  EpiDevice *gl = compute->gl != NULL ? epi_device_ref (compute->gl) : NULL;
  bool failed = compute->gl_failed;
  pthread_mutex_unlock (&compute->lock);
  if (gl != NULL || failed)
    return gl;

  if (epi_gl_device_new (&gl, &trouble) != EPI_OK) {
    give_up (compute, NULL, trouble);
    g_free (trouble);
    return NULL;
  }
  pthread_mutex_lock (&compute->lock);
  compute->gl = epi_device_ref (gl);
  pthread_mutex_unlock (&compute->lock);
  return gl;
}

/* With starting.  Whether gl computes right in that type; else gives it up. */
static bool
pass_test (EpiCompute *compute, EpiDevice *gl, EpiElement element)
{
  pthread_mutex_lock (&compute->lock);
  bool tested = compute->gl == gl && compute->tested[element];
  pthread_mutex_unlock (&compute->lock);
  if (tested)
    return true;
  EpiStatus status = epi_device_self_test (gl, element);
  if (status != EPI_OK) {
    give_up (compute, gl, reason (gl, status));
    return false;
  }
  pthread_mutex_lock (&compute->lock);
  compute->tested[element] = compute->gl == gl;
  pthread_mutex_unlock (&compute->lock);
  return true;
}

/* Whether what was measured was measured on this very driver; else forgets
 * it, and the driver. */
static bool
is_as_measured (EpiCompute *compute, EpiDevice *gl, const EpiAuto *known)
{
  EpiGlInfo info = epi_gl_device_info (gl);

  if (!info.software && strcmp (info.renderer, known->renderer) == 0 &&
      strcmp (info.version, known->version) == 0)
    return true;
  pthread_mutex_lock (&compute->lock);
  compute->known = epi_auto_unknown ();
  EpiDevice *unused = compute->gl == gl ? drop_gl (compute) : NULL;
  pthread_mutex_unlock (&compute->lock);
  epi_device_unref (unused);
  return false;
}

static EpiDevice *
tested_gl (EpiCompute *compute, EpiElement element, const EpiAuto *known)
{
  pthread_mutex_lock (&compute->starting);
  EpiDevice *gl = start_gl (compute);
  bool good = gl != NULL && epi_device_has (gl, element) &&
              (known == NULL || is_as_measured (compute, gl, known)) &&
              pass_test (compute, gl, element);
  pthread_mutex_unlock (&compute->starting);
  if (!good)
    epi_device_unref (gl);
  return good ? gl : NULL;
}

EpiDevice *
epi_compute_cpu (EpiCompute *compute)
{
  return epi_device_ref (compute->cpu);
}

EpiDevice *
epi_compute_device (EpiCompute *compute, EpiKernel kernel, size_t order,
                    EpiElement element)
{
  pthread_mutex_lock (&compute->lock);
  EpiDeviceChoice choice =
      compute->gl_failed ? EPI_CHOICE_CPU : compute->choice;
  if (choice == EPI_CHOICE_AUTO && !compute->loaded) {
    compute->known = epi_auto_load ();
    compute->loaded = true;
  }
  EpiAuto known = compute->known;
  pthread_mutex_unlock (&compute->lock);

  EpiDevice *gl = NULL;
  if (choice == EPI_CHOICE_GL)
    gl = tested_gl (compute, element, NULL);
  else if (choice == EPI_CHOICE_AUTO && known.known && !known.software &&
           order >= known.from[kernel][element == EPI_DOUBLE])
    gl = tested_gl (compute, element, &known);
  return gl != NULL ? gl : epi_compute_cpu (compute);
}

/* ---- Made and freed ----------------------------------------------------- */

EpiCompute *
epi_compute_new (void)
{
  EpiCompute *compute = g_new0 (EpiCompute, 1);

  epi_compute_init ();
  compute->cpu = epi_cpu_device_new ();
  compute->known = epi_auto_unknown ();
  pthread_mutex_init (&compute->starting, NULL);
  pthread_mutex_init (&compute->lock, NULL);
  return compute;
}

void
epi_compute_free (EpiCompute *compute)
{
  if (compute == NULL)
    return;
  epi_device_unref (compute->gl);
  epi_device_unref (compute->cpu);
  pthread_mutex_destroy (&compute->starting);
  pthread_mutex_destroy (&compute->lock);
  g_free (compute->trouble);
  g_free (compute);
}

static EpiCompute *the_default;

static void
make_default (void)
{
  the_default = epi_compute_new ();
}

EpiCompute *
epi_compute_default (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, make_default);
  return the_default;
}

/* ---- What is shown ------------------------------------------------------ */

EpiComputeInfo
epi_compute_describe (EpiCompute *compute)
{
  pthread_mutex_lock (&compute->lock);
  EpiDevice *gl = compute->gl != NULL ? epi_device_ref (compute->gl) : NULL;
  EpiComputeInfo info = {
      .choice = compute->choice,
      .cpu = epi_device_counts (compute->cpu),
      .gl = compute->past,
      .blas_kernel = g_strdup (openblas_get_corename ()),
      .blas_config = g_strdup (openblas_get_config ()),
      .blas_threads = openblas_get_num_threads (),
      .cpu_loops = epi_cpu_loops_name (),
      .gl_trouble = g_strdup (compute->trouble),
      .known = compute->known,
  };
  pthread_mutex_unlock (&compute->lock);

  if (gl != NULL) {
    EpiGlInfo gl_info = epi_gl_device_info (gl);
    EpiDeviceCounts counts = epi_device_counts (gl);
    add_counts (&info.gl, &counts);
    info.gl_running = true;
    info.gl_software = gl_info.software;
    info.gl_doubles = gl_info.doubles;
    info.gl_vendor = g_strdup (gl_info.vendor);
    info.gl_renderer = g_strdup (gl_info.renderer);
    info.gl_version = g_strdup (gl_info.version);
    info.gl_longest_slice = gl_info.longest_slice;
    epi_device_unref (gl);
  }
  return info;
}

void
epi_compute_info_clear (EpiComputeInfo *info)
{
  g_free (info->blas_kernel);
  g_free (info->blas_config);
  g_free (info->gl_vendor);
  g_free (info->gl_renderer);
  g_free (info->gl_version);
  g_free (info->gl_trouble);
  *info = (EpiComputeInfo){0};
}
