/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/epi-cli-device.h"

static void
notice_cb (const char *sentence, void *data)
{
  epi_cli_tell ("%s", sentence);
}

EpiCompute *
epi_cli_compute (const EpiCliOptions *options)
{
  EpiCompute *compute = epi_compute_default ();
  EpiDeviceChoice choice = EPI_CHOICE_AUTO;

  if (options->device != NULL)
    epi_choice_parse (options->device, &choice);
  epi_compute_set_notice (compute, notice_cb, NULL);
  epi_compute_choose (compute, choice);
  return compute;
}
