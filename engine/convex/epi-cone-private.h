/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One kind of cone, for epi-cones.c alone: a part is one cone of a product
 * with its scaling, a class is what its kind can do.  Every function is that
 * of epi-cones.h without the s, restricted to the numbers of this part.
 */
#pragma once

#include "convex/epi-cones.h"

typedef struct EpiConeClass EpiConeClass;

typedef struct { /* first member of every kind of part */
  const EpiConeClass *klass;
  EpiCone cone;
  size_t offset;  /* where its numbers begin in the product */
  size_t dim;     /* how many they are */
  double *lambda; /* (dim) borrowed from the product; scale() fills it */
  const EpiCancel *cancel; /* asked by scale(); or NULL */
} EpiConePart;

struct EpiConeClass {
  /* Makes the part with its workspace; the caller fills in EpiConePart.
   * EPI_NO_MEMORY. */
  EpiStatus (*new) (EpiCone cone, EpiConePart **out);
  void (*free) (EpiConePart *part);

  size_t (*degree) (EpiCone cone);
  void (*identity) (EpiCone cone, double *e);

  EpiStatus (*scale) (EpiConePart *part, const double *s, const double *z);
  void (*apply) (EpiConePart *part, EpiScalingForm form, double *x);
  void (*product) (EpiConePart *part, const double *u, const double *v,
                   double *out);
  void (*divide_by_lambda) (EpiConePart *part, double *u);
  double (*max_step) (EpiConePart *part, const double *d);
  double (*min_eigenvalue) (EpiConePart *part, const double *x);
  /* NULL: x is left as it is. */
  void (*clamp) (EpiConePart *part, double low, double high, double *x);
  /* NULL unless direct: then W = I, and apply() is for EPI_LINEAR alone. */
  void (*complement) (EpiConePart *part, double mu, const double *ds,
                      const double *dz, double *c);
  double (*max_steps) (EpiConePart *part, const double *ds, const double *dz);
};

extern const EpiConeClass epi_cone_orthant;
extern const EpiConeClass epi_cone_second_order;
extern const EpiConeClass epi_cone_semidefinite;
extern const EpiConeClass epi_cone_direct;

/* Part j of the product. */
EpiConePart *epi_cones_part (const EpiCones *cones, size_t j);
