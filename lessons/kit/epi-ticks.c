/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ticks at 1, 2 and 5 times a power of ten: few, and always the same ones for
 * ranges that differ a little.
 *
 *   linear   1. step   the smallest of {1, 2, 5}·10^k with at most max ticks
 *            2. values i·step for ⌈low/step⌉ ≤ i ≤ ⌊high/step⌋
 *   log      three decades or more: every s-th decade, s the smallest of
 *            1, 2, 3, 5, 10, … with at most max ticks; fewer decades: 1, 2, 5
 *            times a power of ten; less than one: as linear
 */
#include "core/epi-number.h"
#include "kit/epi-axes.h"
#include "kit/epi-plot-text.h"

#include <glib.h>
#include <math.h>

static const double mantissas[] = {1, 2, 5};

/* Mantissa m (index) times 10^e, exact where it can be. */
static double
scaled (double i, double m, int e)
{
  return e < 0 ? i * m / pow (10, -e) : i * m * pow (10, e);
}

static double
exact_step (size_t index)
{
  return mantissas[index % 3];
}

static size_t
linear_ticks (double low, double high, size_t max, double *values, double *step)
{
  double span = high - low;

  if (max == 0 || !(span > 0) || !isfinite (span))
    return 0;
  int e = (int)floor (log10 (span / (double)max)) - 1;
  for (size_t m = 0;; m++) { /* 1. */
    int exponent = e + (int)(m / 3);
    *step = scaled (1, exact_step (m), exponent);
    double first = ceil (low / *step - 1e-9),
           last = floor (high / *step + 1e-9);
    if (last - first + 1 > (double)max)
      continue;
    if (fmax (fabs (first), fabs (last)) > 1e15)
      return 0; /* the range is below the precision of its ends */
    size_t n = 0;
    for (double i = first; i <= last; i++) /* 2. */
      values[n++] = scaled (i, exact_step (m), exponent);
    return n;
  }
}

static size_t
decade_ticks (int lo, int hi, size_t max, double *values, double *step)
{
  static const int strides[] = {1, 2, 3, 5};
  int scale = 1;

  for (size_t s = 0;; s++) {
    if (s == G_N_ELEMENTS (strides))
      s = 0, scale *= 10;
    int stride = strides[s] * scale;
    int first = (int)ceil (lo / (double)stride) * stride;
    size_t n = first > hi ? 0 : (size_t)((hi - first) / stride) + 1;
    if (n > max)
      continue;
    for (size_t i = 0; i < n; i++)
      values[i] = pow (10, first + (int)i * stride);
    *step = pow (10, fmin (stride, 300));
    return n;
  }
}

/* 1, 2, 5 times powers of ten; 0 when there are more than max. */
static size_t
part_ticks (double low, double high, size_t max, double *values)
{
  size_t n = 0;

  for (int e = (int)floor (log10 (low)); e <= (int)floor (log10 (high)); e++)
    for (size_t m = 0; m < 3; m++) {
      double value = scaled (1, mantissas[m], e);
      if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9))
        continue;
      if (n == max)
        return 0;
      values[n++] = value;
    }
  return n;
}

/* What epi_ticks() does; step and whether labels are those of a log axis. */
static size_t
find_ticks (double low, double high, bool log, size_t max, double *values,
            double *step, bool *log_labels)
{
  *log_labels = log;
  *step = 1;
  if (!log || max == 0)
    return linear_ticks (low, high, max, values, step);
  if (!(low > 0) || !(high > low) || !isfinite (high))
    return 0;
  int lo = (int)ceil (log10 (low) - 1e-9),
      hi = (int)floor (log10 (high) + 1e-9);
  if (hi - lo >= 2)
    return decade_ticks (lo, hi, max, values, step);
  size_t n = part_ticks (low, high, max, values);
  *step = 2;
  if (n >= 2)
    return n;
  if (hi > lo)
    return decade_ticks (lo, hi, max, values, step);
  *log_labels = false;
  return linear_ticks (low, high, max, values, step);
}

size_t
epi_ticks (double low, double high, bool log, size_t max, double *values)
{
  double step;
  bool log_labels;

  return find_ticks (low, high, log, max, values, &step, &log_labels);
}

/* ---- Labels ---- */

/* "−12 345.60": a minus sign, thin spaces between thousands. */
static void
append_fixed (GString *out, double value, int decimals)
{
  char format[16], digits[400];

  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, fabs (value));
  if (value < 0 && strspn (digits, "0.") != strlen (digits))
    g_string_append (out, "−");
  char *grouped = epi_number_grouped (digits);
  g_string_append (out, grouped);
  g_free (grouped);
}

static void
append_power (GString *out, int exponent)
{
  static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴",
                                       "⁵", "⁶", "⁷", "⁸", "⁹"};
  char digits[16];

  g_string_append (out, "10");
  g_snprintf (digits, sizeof digits, "%d", abs (exponent));
  if (exponent < 0)
    g_string_append (out, "⁻");
  for (const char *d = digits; *d != '\0'; d++)
    g_string_append (out, raised[*d - '0']);
}

static char *
log_label (double value, double ratio)
{
  GString *out = g_string_new (NULL);
  int e = (int)floor (log10 (value) + 1e-9);
  double mantissa = value / pow (10, e);

  if (ratio < 10 && e >= -3 && e <= 4)
    append_fixed (out, value, e < 0 ? -e : 0);
  else if (e == 0 || e == 1)
    append_fixed (out, value, 0);
  else {
    if (fabs (mantissa - 1) > 1e-6) {
      append_fixed (out, mantissa, 0);
      g_string_append (out, "×");
    }
    append_power (out, e);
  }
  return g_string_free (out, FALSE);
}

char *
epi_tick_label (double value, double step, bool log)
{
  if (log)
    return log_label (value, step);
  GString *out = g_string_new (NULL);
  int e = (int)floor (log10 (step) + 1e-9);
  bool offset = fabs (value) > 1e5 * step;

  if (value == 0)
    g_string_append (out, "0");
  else if (e >= 6 && !offset) { /* thousands of thousands */
    int power = e / 3 * 3;
    append_fixed (out, value / pow (10, power), 0);
    g_string_append (out, "×");
    append_power (out, power);
  } else if (e < -3 && !offset) {
    append_fixed (out, value / pow (10, e), 0);
    g_string_append (out, "×");
    append_power (out, e);
  } else
    append_fixed (out, value, e < 0 ? MIN (-e, 300) : 0);
  return g_string_free (out, FALSE);
}

/* ---- Ticks of an axis ---- */

static void
find_minor (EpiTicks *ticks, double low, double high, double step)
{
  int lo = (int)floor (log10 (low)), hi = (int)floor (log10 (high));

  ticks->n_minor = 0;
  if (step > 11) { /* the decades between */
    for (int e = lo; e <= hi && ticks->n_minor < EPI_MAX_MINOR; e++)
      if (pow (10, e) >= low)
        ticks->minor[ticks->n_minor++] = pow (10, e);
    return;
  }
  for (int e = lo; e <= hi; e++)
    for (int m = 2; m <= 9 && ticks->n_minor < EPI_MAX_MINOR; m++) {
      double value = scaled (m, 1, e);
      if (value >= low && value <= high)
        ticks->minor[ticks->n_minor++] = value;
    }
}

void
epi_ticks_find (EpiTicks *ticks, double low, double high, bool log, size_t max)
{
  double step;
  bool log_labels;

  ticks->n = find_ticks (low, high, log, MIN (max, EPI_MAX_TICKS),
                         ticks->values, &step, &log_labels);
  for (size_t i = 0; i < ticks->n; i++)
    ticks->labels[i] = epi_tick_label (ticks->values[i], step, log_labels);
  ticks->n_minor = 0;
  if (log && log_labels && low > 0)
    find_minor (ticks, low, high, step);
}

void
epi_ticks_clear (EpiTicks *ticks)
{
  for (size_t i = 0; i < ticks->n; i++)
    g_free (ticks->labels[i]);
  ticks->n = ticks->n_minor = 0;
}

/* Whether neighbours have room. */
static bool
fits (const EpiAxes *axes, const EpiTicks *ticks, bool vertical)
{
  double size = EPI_TICK_TEXT * axes->text;

  for (size_t i = 0; i + 1 < ticks->n; i++) {
    double a = ticks->values[i], b = ticks->values[i + 1];
    if (vertical) {
      if (epi_axes_y (axes, a) - epi_axes_y (axes, b) < 1.5 * size)
        return false;
      continue;
    }
    double need = epi_plot_text_measure (ticks->labels[i], size).width / 2 +
                  epi_plot_text_measure (ticks->labels[i + 1], size).width / 2;
    if (epi_axes_x (axes, b) - epi_axes_x (axes, a) < need + 1.2 * size)
      return false;
  }
  return true;
}

void
epi_axes_ticks (const EpiAxes *axes, bool vertical, EpiTicks *ticks)
{
  const EpiRange *r = &axes->range;
  double length = vertical ? axes->plot.height : axes->plot.width;
  double room = length / (axes->text * (vertical ? 3.2 : 5.5));
  /* Two at least to read a scale from, which may take looking for three. */
  size_t max = (size_t)fmin (fmax (room, 3), vertical ? 8 : 10);

  for (;; max--) {
    if (vertical)
      epi_ticks_find (ticks, r->y0, r->y1, r->y_log, max);
    else
      epi_ticks_find (ticks, r->x0, r->x1, r->x_log, max);
    if (max <= 1 || fits (axes, ticks, vertical))
      return;
    epi_ticks_clear (ticks);
  }
}
