/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-features.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

EpiFeatures *
epi_features_new (EpiFeatureFamily family, size_t n_inputs, size_t degree,
                  bool intercept)
{
  EpiFeatures *self = g_new0 (EpiFeatures, 1);

  assert (n_inputs >= 1);
  assert (family == EPI_FEATURES_LINEAR || n_inputs == 1);
  self->family = family;
  self->n_inputs = n_inputs;
  self->degree = degree;
  self->intercept = intercept;
  self->period = 2 * M_PI;
  self->centre = g_new0 (double, n_inputs);
  self->scale = g_new (double, n_inputs);
  for (size_t i = 0; i < n_inputs; i++)
    self->scale[i] = 1;
  return self;
}

EpiFeatures *
epi_features_copy (const EpiFeatures *from)
{
  EpiFeatures *self = epi_features_new (from->family, from->n_inputs,
                                        from->degree, from->intercept);

  self->period = from->period;
  self->trend = from->trend;
  memcpy (self->centre, from->centre, from->n_inputs * sizeof (double));
  memcpy (self->scale, from->scale, from->n_inputs * sizeof (double));
  return self;
}

void
epi_features_free (EpiFeatures *self)
{
  if (self == NULL)
    return;
  g_free (self->centre);
  g_free (self->scale);
  g_free (self);
}

void
epi_features_scale (EpiFeatures *self, const double *const *columns, size_t n)
{
  for (size_t i = 0; i < self->n_inputs; i++) {
    double low = n > 0 ? columns[i][0] : 0, high = low;
    for (size_t row = 1; row < n; row++) {
      low = fmin (low, columns[i][row]);
      high = fmax (high, columns[i][row]);
    }
    self->centre[i] = low / 2 + high / 2;
    self->scale[i] = high / 2 - low / 2;
    if (!(self->scale[i] > 0))
      self->scale[i] = 1;
  }
}

void
epi_features_standardise (EpiFeatures *self, const double *const *columns,
                          size_t n)
{
  for (size_t i = 0; i < self->n_inputs; i++) {
    double mean = 0, sum = 0;
    for (size_t row = 0; row < n; row++) { /* Welford */
      double d = columns[i][row] - mean;
      mean += d / (double)(row + 1);
      sum += d * (columns[i][row] - mean);
    }
    self->centre[i] = mean;
    self->scale[i] = n > 0 ? sqrt (sum / (double)n) : 0;
    if (!(self->scale[i] > 0 && isfinite (self->scale[i])))
      self->scale[i] = 1;
  }
}

size_t
epi_features_count (const EpiFeatures *self)
{
  size_t first = self->intercept ? 1 : 0;

  switch (self->family) {
  case EPI_FEATURES_LINEAR:
    return first + self->n_inputs;
  case EPI_FEATURES_POLYNOMIAL:
    return first + self->degree;
  default:
    return first + (self->trend ? 1 : 0) + 2 * self->degree;
  }
}

static double
scaled (const EpiFeatures *self, size_t input, double x)
{
  return (x - self->centre[input]) / self->scale[input];
}

static void
fourier_row (const EpiFeatures *self, double x, double *row)
{
  /* ωx modulo a turn first: the angle stays exact for large x. */
  double turns = fmod (x, self->period) / self->period;

  for (size_t k = 1; k <= self->degree; k++) {
    double angle = 2 * M_PI * fmod ((double)k * turns, 1);
    row[2 * k - 2] = cos (angle);
    row[2 * k - 1] = sin (angle);
  }
}

void
epi_features_row (const EpiFeatures *self, const double *x, double *row)
{
  if (self->intercept)
    *row++ = 1;
  if (self->family == EPI_FEATURES_LINEAR) {
    for (size_t i = 0; i < self->n_inputs; i++)
      row[i] = scaled (self, i, x[i]);
  } else if (self->family == EPI_FEATURES_POLYNOMIAL) {
    double t = scaled (self, 0, x[0]), power = 1;
    for (size_t j = 0; j < self->degree; j++)
      row[j] = power *= t;
  } else {
    if (self->trend)
      *row++ = scaled (self, 0, x[0]);
    fourier_row (self, x[0], row);
  }
}

EpiStatus
epi_features_matrix (const EpiFeatures *self, const double *const *columns,
                     size_t n, EpiMatrix *A)
{
  size_t p = epi_features_count (self), d = self->n_inputs;
  double *x = g_new (double, d), *row = g_new (double, p + 1);
  EpiStatus status = epi_matrix_new (n, p, A);

  for (size_t i = 0; status == EPI_OK && i < n; i++) {
    for (size_t j = 0; j < d; j++)
      x[j] = columns[j][i];
    epi_features_row (self, x, row);
    for (size_t j = 0; j < p; j++)
      *epi_matrix_at (A, i, j) = row[j];
  }
  if (status == EPI_OK && !epi_matrix_is_finite (A)) {
    epi_matrix_clear (A);
    status = EPI_NOT_FINITE;
  }
  g_free (x);
  g_free (row);
  return status;
}

/* base with the number as Unicode superscript or subscript digits. */
static char *
decorated (const char *base, size_t number, const char *const digits[10])
{
  GString *text = g_string_new (base);
  char *plain = g_strdup_printf ("%zu", number);

  for (const char *c = plain; *c != '\0'; c++)
    g_string_append (text, digits[*c - '0']);
  g_free (plain);
  return g_string_free (text, FALSE);
}

static const char *const superscript[10] = {"⁰", "¹", "²", "³", "⁴",
                                            "⁵", "⁶", "⁷", "⁸", "⁹"};
static const char *const subscript[10] = {"₀", "₁", "₂", "₃", "₄",
                                          "₅", "₆", "₇", "₈", "₉"};

char *
epi_features_name (const EpiFeatures *self, size_t j,
                   const char *const *input_names)
{
  bool raw = self->centre[0] == 0 && self->scale[0] == 1;

  assert (j < epi_features_count (self));
  if (self->intercept && j-- == 0)
    return g_strdup ("1");
  if (self->family == EPI_FEATURES_LINEAR) {
    if (input_names != NULL)
      return g_strdup (input_names[j]);
    return self->n_inputs == 1 ? g_strdup (raw ? "x" : "t")
                               : decorated (raw ? "x" : "t", j + 1, subscript);
  }
  if (self->family == EPI_FEATURES_POLYNOMIAL)
    return j == 0 ? g_strdup (raw ? "x" : "t")
                  : decorated (raw ? "x" : "t", j + 1, superscript);
  if (self->trend && j-- == 0)
    return g_strdup (raw ? "x" : "t");
  const char *function = j % 2 == 0 ? "cos" : "sin";
  return j / 2 == 0 ? g_strdup_printf ("%s ωx", function)
                    : g_strdup_printf ("%s %zuωx", function, j / 2 + 1);
}

/* Σ θ_j ((x - c)/s)^j as Σ raw_j x^j: Horner's scheme on polynomials. */
static void
expand_polynomial (size_t degree, double centre, double scale, double *theta)
{
  long double *raw = g_new0 (long double, degree + 1);

  for (size_t step = 0; step <= degree; step++) {
    /* raw := raw · (x - c)/s + θ_(degree-step) */
    for (size_t j = step; j > 0; j--)
      raw[j] = (raw[j - 1] - raw[j] * centre) / scale;
    raw[0] = -raw[0] * centre / scale + theta[degree - step];
  }
  for (size_t j = 0; j <= degree; j++)
    theta[j] = (double)raw[j];
  g_free (raw);
}

EpiStatus
epi_features_raw (const EpiFeatures *self, const double *theta, double *raw)
{
  size_t p = epi_features_count (self);
  bool centred = false;

  for (size_t i = 0; i < self->n_inputs; i++)
    centred = centred || self->centre[i] != 0;
  bool waves = self->family == EPI_FEATURES_FOURIER && !self->trend;
  if (!waves && centred && !self->intercept)
    return EPI_UNSUPPORTED;
  memmove (raw, theta, p * sizeof (double));
  if (self->family == EPI_FEATURES_FOURIER) { /* ω is in terms of x already */
    size_t slope = self->intercept ? 1 : 0;
    if (self->trend)
      raw[slope] /= self->scale[0];
    if (self->trend && self->intercept)
      raw[0] -= raw[slope] * self->centre[0];
    return EPI_OK;
  }
  if (self->family == EPI_FEATURES_POLYNOMIAL && self->intercept) {
    expand_polynomial (self->degree, self->centre[0], self->scale[0], raw);
    return EPI_OK;
  }
  size_t first = self->intercept ? 1 : 0;
  for (size_t j = first; j < p; j++) {
    bool linear = self->family == EPI_FEATURES_LINEAR;
    size_t input = linear ? j - first : 0;
    double power = linear ? 1 : (double)(j - first + 1);
    raw[j] /= pow (self->scale[input], power);
    if (linear && self->intercept)
      raw[0] -= raw[j] * self->centre[input];
  }
  return EPI_OK;
}

double
epi_features_predict (const EpiFeatures *self, const double *x,
                      const double *theta)
{
  size_t p = epi_features_count (self);
  double small[64], *row = p <= 64 ? small : g_new (double, p);
  double sum = 0;

  epi_features_row (self, x, row);
  for (size_t j = 0; j < p; j++)
    sum += row[j] * theta[j];
  if (row != small)
    g_free (row);
  return sum;
}
