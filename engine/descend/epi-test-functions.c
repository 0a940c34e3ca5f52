/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-test-functions.h"

#include <math.h>
#include <string.h>

/* A function writes its value, its gradient (2) and the three entries
 * fxx, fxy, fyy of its Hessian. */
typedef struct {
  double value, g[2], H[3];
} Jet;

/* jet := jet + weight r², r with the derivatives given. */
static void
add_square (Jet *jet, double weight, double r, double rx, double ry, double rxx,
            double rxy, double ryy)
{
  jet->value += weight * r * r;
  jet->g[0] += 2 * weight * r * rx;
  jet->g[1] += 2 * weight * r * ry;
  jet->H[0] += 2 * weight * (rx * rx + r * rxx);
  jet->H[1] += 2 * weight * (rx * ry + r * rxy);
  jet->H[2] += 2 * weight * (ry * ry + r * ryy);
}

static Jet
rosenbrock (double x, double y)
{
  Jet jet = {0};

  add_square (&jet, 100, y - x * x, -2 * x, 1, -2, 0, 0);
  add_square (&jet, 1, 1 - x, -1, 0, 0, 0, 0);
  return jet;
}

static Jet
beale (double x, double y)
{
  static const double c[] = {1.5, 2.25, 2.625};
  Jet jet = {0};
  double before = 0, power = 1; /* yⁱ⁻², yⁱ⁻¹ */

  for (int i = 1; i <= 3; i++) {
    double slope = i * power, bend = i * (i - 1) * before; /* of yⁱ */
    before = power;
    power *= y;
    add_square (&jet, 1, c[i - 1] - x * (1 - power), power - 1, x * slope, 0,
                slope, x * bend);
  }
  return jet;
}

static Jet
himmelblau (double x, double y)
{
  Jet jet = {0};

  add_square (&jet, 1, x * x + y - 11, 2 * x, 1, 2, 0, 0);
  add_square (&jet, 1, x + y * y - 7, 1, 2 * y, 0, 0, 2);
  return jet;
}

static Jet
saddle (double x, double y)
{
  return (Jet){.value = x * x / 2 + y * y * (y * y / 4 - 0.5),
               .g = {x, y * (y * y - 1)},
               .H = {1, 0, 3 * y * y - 1}};
}

static Jet
camel (double x, double y)
{
  double x2 = x * x, y2 = y * y;

  return (Jet){
      .value = x2 * (4 - 2.1 * x2 + x2 * x2 / 3) + x * y + 4 * y2 * (y2 - 1),
      .g = {x * (8 - 8.4 * x2 + 2 * x2 * x2) + y, x + 8 * y * (2 * y2 - 1)},
      .H = {8 - 25.2 * x2 + 10 * x2 * x2, 1, 48 * y2 - 8}};
}

/* The three doors of an oracle to one of them. */
#define ORACLE(name)                                                           \
  static double name##_value (const EpiOracle *self, const double *x,          \
                              double *gradient)                                \
  {                                                                            \
    Jet jet = name (x[0], x[1]);                                               \
    (void)self;                                                                \
    if (gradient != NULL)                                                      \
      memcpy (gradient, jet.g, sizeof jet.g);                                  \
    return jet.value;                                                          \
  }                                                                            \
  static void name##_hessian (const EpiOracle *self, const double *x,          \
                              double *H)                                       \
  {                                                                            \
    Jet jet = name (x[0], x[1]);                                               \
    (void)self;                                                                \
    H[0] = jet.H[0], H[1] = H[2] = jet.H[1], H[3] = jet.H[2];                  \
  }                                                                            \
  static void name##_times (const EpiOracle *self, const double *x,            \
                            const double *v, double *out)                      \
  {                                                                            \
    double H[4], v0 = v[0], v1 = v[1];                                         \
    name##_hessian (self, x, H);                                               \
    out[0] = H[0] * v0 + H[1] * v1;                                            \
    out[1] = H[2] * v0 + H[3] * v1;                                            \
  }
ORACLE (rosenbrock)
ORACLE (beale)
ORACLE (himmelblau)
ORACLE (saddle)
ORACLE (camel)

static void
keep (EpiOracle *self)
{
  (void)self; /* it is static */
}

#define NAMED(word)                                                            \
  .name = #word, .oracle = {.n = 2,                                            \
                            .value = word##_value,                             \
                            .hessian_vector = word##_times,                    \
                            .hessian = word##_hessian,                         \
                            .free = keep,                                      \
                            .lipschitz = NAN,                                  \
                            .convexity = NAN}
const EpiTestFunction epi_test_functions[] = {
    {NAMED (rosenbrock), .start = {-1.2, 1}, .low = {-2, -1}, .high = {2, 3},
     .n_minimizers = 1, .minimizers = {{1, 1}}},
    {NAMED (beale), .start = {1, 1}, .low = {-4.5, -4.5}, .high = {4.5, 4.5},
     .n_minimizers = 1, .minimizers = {{3, 0.5}}},
    {NAMED (himmelblau), .start = {0, 0}, .low = {-5, -5}, .high = {5, 5},
     .n_minimizers = 4,
     .minimizers = {{3, 2},
                    {-2.805118, 3.131312},
                    {-3.779310, -3.283186},
                    {3.584428, -1.848126}}},
    {NAMED (saddle), .start = {1, 1e-3}, .low = {-2, -2}, .high = {2, 2},
     .minimum = -0.25, .n_minimizers = 2, .minimizers = {{0, 1}, {0, -1}}},
    {NAMED (camel), .start = {1, 1}, .low = {-2, -1.2}, .high = {2, 1.2},
     .minimum = -1.0316284535, .n_minimizers = 2,
     .minimizers = {{0.08984201, -0.71265640}, {-0.08984201, 0.71265640}}},
    {.name = NULL},
};

const EpiTestFunction *
epi_test_function_find (const char *name)
{
  for (const EpiTestFunction *f = epi_test_functions; f->name != NULL; f++)
    if (strcmp (f->name, name) == 0)
      return f;
  return NULL;
}
