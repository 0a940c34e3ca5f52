/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the least-squares lesson for tests, without a worker.
 */
#pragma once

#include "kit/epi-session.h"

/* The points (x, y) in columns speed and dist, in their roles. */
EpiDocument *fit_document (const double (*points)[2], size_t n);

/* A session of document, which it takes over, after the assignments. */
EpiSession *fit_session (EpiDocument *document, const char *set);

/* The numbers of an item of run 0's frame at the playhead; there must be one.
 */
const double *fit_item (EpiSession *session, const char *name);

/* What the certificate says of it. */
EpiStatus fit_proof (EpiSession *session);
