/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the file of a network. */
#include "fuzz-again.h"

#include "compute/epi-cpu.h"
#include "core/epi-alloc.h"
#include "neural/epi-network-file.h"

typedef struct {
  EpiNetworkAbout about;
  EpiNetwork *network;
} Read;

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  Read *read = out;
  EpiDevice *cpu = epi_cpu_device_new ();
  EpiSafetensors file;
  bool good = epi_safetensors_read (bytes, length, "fuzz", &file, error) &&
              epi_network_read (&file, "fuzz", 1, cpu, &read->about,
                                &read->network, error);

  epi_safetensors_clear (&file);
  epi_device_unref (cpu);
  return good;
}

static char *
write_it (const void *it, size_t *length)
{
  const Read *read = it;
  unsigned char *bytes =
      epi_network_write (read->network, &read->about, length, NULL);
  char *copy = g_memdup2 (bytes, *length);

  epi_free (bytes);
  return copy;
}

/* One sample of zeros goes through it. */
static void
ask_it (void *it)
{
  Read *read = it;
  const EpiShape *in = &read->about.in;
  EpiElement element =
      in->classes > 0 ? EPI_INDEX : epi_network_element (read->network);
  EpiBuffer *X;

  if (epi_shape_size (in) * in->steps > 10000 ||
      epi_buffer_new (epi_network_device (read->network), element,
                      in->classes > 0 ? in->steps : epi_shape_size (in),
                      in->classes > 0 ? 1 : in->steps, &X) != EPI_OK)
    return;
  epi_network_forward (read->network, X, 1, NULL);
  epi_buffer_free (X);
}

static void
clear_it (void *it)
{
  Read *read = it;

  epi_network_free (read->network);
  epi_network_about_clear (&read->about);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (Read), read_it, write_it, ask_it,
                                    clear_it};

  return fuzz_again (&format, data, size);
}
