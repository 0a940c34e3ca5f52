/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the networks of the playhead forecast and write.
 *
 *   1. weights of the frame into the networks
 *   2. a series: through the past, then on from one forecast to the next;
 *      a text: letter after letter, each drawn from softmax (y/T)
 *   3. states and gates of the first network on this way, step by step
 *   4. how far back a loss reaches: root mean square over windows for testing
 *      of ‖∂f/∂s_{T-k}‖, f the loss of their last step   (epi_recurrence_reach)
 */
#include "rnn/lesson.h"

#include "core/epi-alloc.h"
#include "kit/epi-training.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define REACHED 16 /* windows */

typedef struct {
  const RnProblem *problem;
  const EpiScene *scene;
  EpiFrame *frame;
  size_t which; /* of the networks */
  EpiRecurrence *cell;
} Observer;

/* ---- 3. ---- */

typedef struct { /* where the states go; NULL: nowhere */
  double *hidden, *cell, *gates;
  size_t columns;
} Strip;

static Strip
strip_new (const Observer *o, size_t columns)
{
  size_t N = epi_recurrence_units (o->cell);
  Strip strip = {.columns = columns};

  if (o->which > 0)
    return strip;
  strip.hidden = epi_frame_add_matrix (o->frame, "hidden", NULL, N, columns);
  if (!epi_recurrence_is_lstm (o->cell))
    return strip;
  strip.cell = epi_frame_add_matrix (o->frame, "cell", NULL, N, columns);
  strip.gates = epi_frame_add_matrix (o->frame, "gates", NULL, 4 * N, columns);
  return strip;
}

static void
strip_add (const Strip *strip, const Observer *o, size_t column)
{
  size_t N = epi_recurrence_units (o->cell);

  if (column >= strip->columns)
    return;
  if (strip->hidden != NULL)
    memcpy (strip->hidden + N * column, epi_recurrence_hidden (o->cell),
            N * sizeof (double));
  if (strip->cell != NULL)
    memcpy (strip->cell + N * column, epi_recurrence_cell (o->cell),
            N * sizeof (double));
  if (strip->gates != NULL)
    memcpy (strip->gates + 4 * N * column, epi_recurrence_gates (o->cell),
            4 * N * sizeof (double));
}

/* ---- 2. A series ---- */

/* From y (count) on: forecast (horizon) in the series' units. */
static void
forecast (const Observer *o, const double *y, size_t count, Strip *strip,
          double *out, size_t horizon)
{
  const RnProblem *p = o->problem;
  double next = 0;

  epi_recurrence_reset (o->cell);
  for (size_t t = 0; t < count + horizon - 1; t++) {
    double x = t < count ? (y[t] - p->mean) / p->scale : next;
    next = *epi_recurrence_step (o->cell, &x);
    if (strip != NULL)
      strip_add (strip, o, t);
    if (t + 1 >= count)
      out[t + 1 - count] = next * p->scale + p->mean;
  }
}

/* Root mean square of what the forecast and of what the mean were off by, over
 * the rows that are known. */
static void
add_errors (const Observer *o, const double *out, size_t horizon, size_t end)
{
  const RnProblem *p = o->problem;
  size_t known = MIN (horizon, p->n - end);
  double square = 0, plain = 0;

  if (known == 0)
    return;
  for (size_t i = 0; i < known; i++) {
    square += pow (out[i] - p->y[end + i], 2);
    plain += pow (p->mean - p->y[end + i], 2);
  }
  epi_frame_add_scalar (o->frame, "forecast_error",
                        sqrt (square / (double)known));
  epi_frame_add_scalar (o->frame, "mean_error", sqrt (plain / (double)known));
}

/* In the order of the networks. */
static void
add_forecast (const Observer *o)
{
  static const char *const names[] = {"forecast", "forecast_other"};
  const RnProblem *p = o->problem;
  const EpiDocument *document = o->scene->document;
  size_t horizon = (size_t)epi_scene_number (o->scene, "horizon");
  size_t first, count;
  double *y = g_memdup2 (p->y, p->n * sizeof (double));
  double *out = epi_frame_add_vector (o->frame, names[o->which], NULL, horizon);

  rn_past (document, p->n, &first, &count);
  size_t moved = rn_move_past (document, p->n, y);
  Strip strip = strip_new (o, count + horizon - 1);
  if (out != NULL) {
    forecast (o, y + first, count, &strip, out, horizon);
    if (o->which == 0) {
      double peak = out[0];
      for (size_t i = 1; i < horizon; i++)
        peak = fmax (peak, out[i]);
      epi_frame_add_scalar (o->frame, "first_forecast", out[0]);
      epi_frame_add_scalar (o->frame, "last", y[first + count - 1]);
      epi_frame_add_scalar (o->frame, "peak", peak);
      epi_frame_add_scalar (o->frame, "moved", (double)moved);
      add_errors (o, out, horizon, first + count);
    }
  }
  if (o->which == 0 && moved > 0) {
    double *plain =
        epi_frame_add_vector (o->frame, "forecast_unmoved", NULL, horizon);
    if (plain != NULL)
      forecast (o, p->y + first, count, NULL, plain, horizon);
  }
  g_free (y);
}

/* ---- 2. A text ---- */

/* What may follow the letter in hand: for each class its logit, its probability
 * at the temperature and at 1. */
static void
add_next (const Observer *o, const double *z, const double *p)
{
  size_t n = o->problem->text->n_classes;
  double *next = epi_frame_add_matrix (o->frame, "next", NULL, n, 3);
  double entropy = 0, top = 0;

  if (next == NULL)
    return;
  memcpy (next, z, n * sizeof (double));
  memcpy (next + n, p, n * sizeof (double));
  epi_softmax_at (z, n, 1, next + 2 * n);
  for (size_t c = 0; c < n; c++) {
    top = fmax (top, p[c]);
    entropy -= p[c] > 0 ? p[c] * log (p[c]) : 0;
  }
  epi_frame_add_scalar (o->frame, "top_probability", top);
  epi_frame_add_scalar (o->frame, "entropy", entropy);
}

/* "sample" (2, letters): the class and its probability at temperature 1. */
static void
add_sample (const Observer *o)
{
  const RnText *text = o->problem->text;
  size_t n = text->n_classes, chosen, page, at;
  size_t letters = (size_t)epi_scene_number (o->scene, "letters");
  double temperature = epi_scene_number (o->scene, "temperature"), sum = 0;
  EpiRandom random =
      epi_random (epi_document_seed (o->scene->document),
                  (uint64_t)epi_scene_number (o->scene, "writing"));
  double p[RN_CLASSES], plain[RN_CLASSES], x = text->start;
  double *sample = epi_frame_add_matrix (o->frame, "sample", NULL, 2, letters);

  at = MIN ((size_t)epi_scene_number (o->scene, "letter"), letters) - 1;
  page = at / RN_PAGE * RN_PAGE;
  Strip strip = strip_new (o, MIN (RN_PAGE, letters - page));
  epi_recurrence_reset (o->cell);
  for (size_t i = 0; i < letters && sample != NULL; i++) {
    const double *z = epi_recurrence_step (o->cell, &x);
    epi_softmax_at (z, n, temperature, p);
    epi_softmax_at (z, n, 1, plain);
    if (i >= page)
      strip_add (&strip, o, i - page);
    if (i == at)
      add_next (o, z, p);
    chosen = epi_draw_class (p, n, &random);
    sample[2 * i] = (double)chosen;
    sample[2 * i + 1] = plain[chosen];
    sum -= log (plain[chosen]);
    x = (double)chosen;
  }
  epi_frame_add_scalar (o->frame, "surprise", sum / (double)letters);
}

/* ---- 4. ---- */

/* Window i: its inputs x (W) and the target of its last step. */
static double
window_of (const EpiSamplesView *view, size_t i, double *x)
{
  size_t W = view->shape.steps, last = W * i + W - 1;

  for (size_t t = 0; t < W; t++)
    x[t] = view->index != NULL ? view->index[W * i + t]
                               : (double)view->inputs[W * i + t];
  return view->labels != NULL ? view->labels[last] : (double)view->values[last];
}

static void
add_reach (const Observer *o)
{
  static const char *const names[][2] = {{"reach", "reach_cell"},
                                         {"reach_other", "reach_cell_other"}};
  const EpiSamplesView *view = epi_samples_view (o->problem->test);
  size_t W = o->problem->window, n = MIN (REACHED, view->n);
  double x[RN_WINDOW], hidden[RN_WINDOW], cell[RN_WINDOW];
  double *reach = epi_frame_add_vector (o->frame, names[o->which][0], NULL, W);
  double *reach_cell =
      epi_frame_add_vector (o->frame, names[o->which][1], NULL, W);

  for (size_t i = 0; i < n && reach != NULL && reach_cell != NULL; i++) {
    double target = window_of (view, i * (view->n / n), x);
    if (epi_recurrence_reach (o->cell, x, W, o->problem->loss, &target, hidden,
                              cell) != EPI_OK)
      return;
    for (size_t k = 0; k < W; k++) {
      reach[k] += hidden[k] * hidden[k] / (double)n;
      reach_cell[k] += cell[k] * cell[k] / (double)n;
    }
  }
  for (size_t k = 0; k < W && reach != NULL && reach_cell != NULL; k++) {
    reach[k] = sqrt (reach[k]);
    reach_cell[k] = sqrt (reach_cell[k]);
  }
}

/* What is left of the gradient at the far end of the window. */
static void
add_share (EpiFrame *frame)
{
  static const char *const names[][2] = {{"reach", "far"},
                                         {"reach_other", "far_other"}};

  for (size_t i = 0; i < 2; i++) {
    const EpiFrameItem *reach = epi_frame_find (frame, names[i][0]);
    if (reach != NULL && reach->data[0] > 0)
      epi_frame_add_scalar (frame, names[i][1],
                            reach->data[reach->rows - 1] / reach->data[0]);
  }
}

EpiFrame *
rn_observe (void *data, const EpiScene *scene)
{
  RnProblem *problem = data;
  const EpiFrame *of = epi_scene_frame (scene, 0);
  bool reach = strcmp (epi_scene_text (scene, "show"), "reach") == 0;

  if (of == NULL)
    return NULL;
  Observer o = {problem, scene,
                epi_frame_new (epi_frame_k (of), epi_frame_status (of)), 0,
                NULL};
  for (; o.which < problem->n_networks; o.which++) {
    EpiNetwork *network = problem->networks[o.which];
    if (!epi_training_set_weights (network, epi_scene_frame (scene, o.which),
                                   NULL) ||
        epi_recurrence_new (network, &o.cell) != EPI_OK)
      break;
    if (problem->text == NULL)
      add_forecast (&o);
    else if (o.which == 0)
      add_sample (&o);
    if (reach)
      add_reach (&o);
    epi_recurrence_free (o.cell);
  }
  add_share (o.frame);
  return o.frame;
}
