/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a logistic regression. */
#include "fuzz-again.h"

#include "classify/epi-logistic.h"

static bool
read_it (const void *bytes, size_t length, void *out, GError **error)
{
  EpiLines lines = {0};
  bool good = epi_lines_bytes (&lines, bytes, length, "fuzz", error) &&
              epi_logistic_read (&lines, out, error);

  epi_lines_close (&lines);
  return good;
}

static char *
write_it (const void *it, size_t *length)
{
  return epi_logistic_write (it, length);
}

/* An example that has each feature, and one that the model does not know. */
static void
ask_it (void *it)
{
  const EpiLogisticModel *model = it;
  EpiSparse Z;

  if (model->p > 1000 ||
      epi_sparse_new (model->p + 1, 1, model->p + 1, &Z) != EPI_OK)
    return;
  for (size_t f = 0; f <= model->p; f++) {
    Z.row[f] = (int)f;
    Z.value[f] = 1;
  }
  Z.start[1] = (int)model->p + 1;
  epi_logistic_probability (model->w, model->p, model->intercept, &Z, 0);
  epi_sparse_clear (&Z);
}

static void
clear_it (void *it)
{
  epi_logistic_model_clear (it);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const FuzzFormat format = {sizeof (EpiLogisticModel), read_it,
                                    write_it, ask_it, clear_it};

  return fuzz_again (&format, data, size);
}
