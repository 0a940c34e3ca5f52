/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-training.h"

#include "core/epi-number.h"
#include "kit/epi-convergence.h"
#include "kit/epi-layers.h"

#include <math.h>
#include <string.h>

#define FLOOR 1e-8    /* a loss that is zero is drawn there */
#define CEILING 1e4   /* a run that diverges leaves the figure */
#define LEGEND_ROOM 8 /* lines of text that a plot with a legend has */

/* ---- Parameters ---- */

const EpiChoice epi_training_optimizers[] = {
    {"gradient-descent", "Gradient descent"},
    {"sgd", "SGD"},
    {"momentum", "Momentum"},
    {"nesterov", "Nesterov"},
    {"adagrad", "AdaGrad"},
    {"rmsprop", "RMSProp"},
    {"adam", "Adam"},
    {"adamw", "AdamW"},
    {NULL, NULL}};
const EpiChoice epi_training_inits[] = {
    {"default", "By activation"}, {"zero", "Zero"}, {"uniform", "Uniform"},
    {"xavier", "Xavier"},         {"he", "He"},     {NULL, NULL}};
const EpiChoice epi_training_schedules[] = {
    {"constant", "Constant"},       {"step", "Steps"},
    {"exponential", "Exponential"}, {"cosine", "Cosine"},
    {"warmup", "Warm-up"},          {NULL, NULL}};
const EpiChoice epi_training_precisions[] = {
    {"single", "Single"}, {"double", "Double"}, {NULL, NULL}};

/* Which of the choices the document has made. */
static size_t
index_of (const EpiLesson *lesson, const EpiDocument *document,
          const char *name, const EpiChoice *choices)
{
  const char *text = epi_lesson_text (lesson, document, name);
  size_t i = 0;

  while (choices[i].name != NULL && strcmp (choices[i].name, text) != 0)
    i++;
  return choices[i].name != NULL ? i : 0;
}

EpiTrainerOptions
epi_training_options (const EpiLesson *lesson, const EpiDocument *document)
{
#define NUMBER(name) epi_lesson_number (lesson, document, name)
#define CHOICE(name, choices) index_of (lesson, document, name, choices)
  EpiOptimizerKind kind =
      (EpiOptimizerKind)CHOICE ("optimizer", epi_training_optimizers);
  EpiOptimizerOptions optimizer = epi_optimizer_defaults (kind);

  optimizer.step = NUMBER ("step");
  optimizer.momentum = NUMBER ("momentum");
  optimizer.second = NUMBER ("second");
  optimizer.l1 = NUMBER ("l1");
  optimizer.l2 = NUMBER ("l2");
  optimizer.decay = kind == EPI_OPTIMIZER_ADAMW ? NUMBER ("decay") : 0;
  optimizer.clip = NUMBER ("clip");
  optimizer.schedule = (EpiSchedule)CHOICE ("schedule", epi_training_schedules);
  optimizer.factor = NUMBER ("factor");
  optimizer.period = NUMBER ("period");
  return (EpiTrainerOptions){
      .optimizer = optimizer,
      .init = (EpiInit)CHOICE ("init", epi_training_inits),
      .batch = (size_t)NUMBER ("batch"),
      .seed = (epi_document_seed (document) << 10 | (uint64_t)NUMBER ("draw")) &
              (EPI_SEED_LIMIT - 1),
      .element = CHOICE ("precision", epi_training_precisions) == 1
                     ? EPI_DOUBLE
                     : EPI_FLOAT};
#undef NUMBER
#undef CHOICE
}

/* As the trainer calls it: "3.weight". */
static const char *
trainers_name (size_t layer, size_t weighted, const EpiParameter *parameter)
{
  char *name = g_strdup_printf ("%zu.%s", layer, parameter->name);
  const char *kept = g_intern_string (name);

  g_free (name);
  return kept;
}

bool
epi_training_set_weights (EpiNetwork *network, const EpiFrame *frame,
                          EpiWeightName name)
{
  size_t weighted = 0;

  if (name == NULL)
    name = trainers_name;
  for (size_t l = 0; l < epi_network_n_layers (network); l++) {
    const EpiNetLayer *layer = epi_network_layer (network, l);
    weighted += layer->n_parameters > 0;
    for (size_t p = 0; p < layer->n_parameters; p++) {
      const EpiParameter *q = &layer->parameter[p];
      const EpiFrameItem *item =
          frame != NULL ? epi_frame_find (frame, name (l + 1, weighted, q))
                        : NULL;
      if (item == NULL || item->rows != q->rows || item->cols != q->cols ||
          epi_network_set (network, l, p, item->data) != EPI_OK)
        return false;
    }
  }
  return true;
}

/* ---- Its end ---- */

static char *
so_many (double n, const char *what)
{
  return g_strdup_printf ("after %.0f %s%s, as planned", n, what,
                          n == 1 ? "" : "s");
}

char *
epi_training_end (const EpiFrame *frame)
{
  double epochs = epi_frame_scalar (frame, "epochs", 0);

  if (epi_frame_status (frame) != EPI_LIMIT)
    return g_strdup ("");
  return epochs > 0 ? so_many (epochs, "epoch")
                    : so_many ((double)epi_frame_k (frame), "step");
}

void
epi_training_certify (void *problem, const EpiFrame *frame,
                      EpiCertificate *certificate)
{
  char *end = epi_training_end (frame);

  certificate->status = epi_frame_status (frame);
  if (*end != '\0')
    g_snprintf (certificate->sentence, sizeof certificate->sentence, "%s: %s",
                epi_status_word (certificate->status), end);
  g_free (end);
}

/* ---- The losses ---- */

static const struct {
  const char *name, *label;
  EpiStroke stroke; /* without colour */
} losses[] = {
    {"train_loss", "training", {.width = 2.2}},
    {"test_loss", "test", {.width = 2.2, .dashed = true}},
    {"loss", "last batch", {.alpha = 0.4, .width = 1}},
};

typedef struct { /* (n) each, in one block */
  double *k, *value;
  size_t n;
} Series;

static Series
series_new (const EpiRun *run, const char *name)
{
  Series s = {.k = g_new (double, 2 * run->n_frames + 1)};

  s.value = s.k + run->n_frames;
  for (size_t i = 0; i < run->n_frames; i++) {
    double value = epi_frame_scalar (run->frames[i], name, NAN);
    if (!isfinite (value))
      continue;
    s.k[s.n] = (double)epi_frame_k (run->frames[i]);
    s.value[s.n++] = fmax (value, FLOOR);
  }
  return s;
}

static size_t
n_runs (const EpiScene *scene)
{
  return scene->answer != NULL ? scene->answer->n_runs : 0;
}

void
epi_losses_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  double low = INFINITY, high = 0, last = 5;

  for (size_t r = 0; r < n_runs (scene); r++)
    for (size_t m = 0; m < 2; m++) {
      Series s = series_new (&scene->answer->runs[r], losses[m].name);
      for (size_t i = 0; i < s.n; i++) {
        low = fmin (low, s.value[i]);
        high = fmax (high, fmin (s.value[i], CEILING));
        last = fmax (last, s.k[i]);
      }
      g_free (s.k);
    }
  if (!(low < high)) {
    low = high > 0 ? high / 2 : 0.1;
    high = fmax (high, 1);
  }
  spec->x_label = g_strdup ("step");
  spec->y_label = g_strdup ("loss");
  spec->fit =
      (EpiRange){-0.02 * last, 1.04 * last, low / 1.4, high * 1.4, false, true};
}

static void
draw_losses (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  for (size_t r = n_runs (scene); r-- > 0;)
    for (size_t m = G_N_ELEMENTS (losses); m-- > 0;) {
      EpiStroke stroke = losses[m].stroke;
      Series s = series_new (&scene->answer->runs[r], losses[m].name);
      stroke.colour = epi_run_colour (r);
      epi_draw_line (cr, axes, s.k, s.value, s.n, stroke);
      g_free (s.k);
    }
}

static void
draw_playhead (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  epi_draw_rule (cr, axes, true, (double)scene->k,
                 (EpiStroke){EPI_COLOUR_TEXT, 0.35, 1, false});
}

/* The lines of the first run and, where there are several, the runs. */
static size_t
legend_items (const EpiScene *scene, EpiLegendItem items[8])
{
  size_t n = 0;

  for (size_t m = 0; m < G_N_ELEMENTS (losses); m++) {
    Series s = series_new (&scene->answer->runs[0], losses[m].name);
    if (s.n > 0) {
      items[n] = (EpiLegendItem){losses[m].label, losses[m].stroke, false};
      items[n++].stroke.colour =
          n_runs (scene) > 1 ? EPI_COLOUR_DIM : epi_run_colour (0);
    }
    g_free (s.k);
  }
  for (size_t r = 0; n_runs (scene) > 1 && r < n_runs (scene) && n < 8; r++)
    items[n++] = (EpiLegendItem){scene->answer->runs[r].name,
                                 {.colour = epi_run_colour (r), .width = 4},
                                 false};
  return n;
}

/* "training" and "test" at the ends of the first run's lines. */
static void
label_lines (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene)
{
  EpiEndLabel labels[2];
  size_t n = 0;
  bool seen = true;

  for (size_t m = 0; m < 2; m++) {
    Series s = series_new (&scene->answer->runs[0], losses[m].name);
    if (s.n > 0) {
      labels[n++] = (EpiEndLabel){losses[m].label, s.k[s.n - 1],
                                  s.value[s.n - 1], epi_run_colour (0)};
      seen &= s.value[s.n - 1] < axes->range.y1;
    }
    g_free (s.k);
  }
  if (!seen) /* they leave by the top: one name under the other there */
    epi_draw_end_labels (cr, axes, labels, n);
  for (size_t m = 0; m < n && seen; m++)
    epi_draw_label (cr, axes, labels[m].x, labels[m].y, -6, m == 0 ? 12 : -12,
                    labels[m].markup, labels[m].colour);
}

static void
draw_legend (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
             const void *data)
{
  EpiLegendItem items[8];

  if (n_runs (scene) == 0)
    return;
  if (axes->plot.height < LEGEND_ROOM * axes->text) { /* it would cover all */
    label_lines (cr, axes, scene);
    return;
  }
  size_t n = legend_items (scene, items);
  Series s = series_new (&scene->answer->runs[0], losses[0].name);
  if (n > 0)
    epi_draw_legend (cr, axes, items, n, s.k, s.value, s.n);
  else
    epi_draw_message (cr, axes, "There is no loss yet");
  g_free (s.k);
}

const EpiLayer epi_losses_layers[] = {
    {.name = "losses", .draw = draw_losses, .depends = EPI_DEPENDS_HISTORY},
    {.name = "playhead",
     .draw = draw_playhead,
     .depends = EPI_DEPENDS_FRAME | EPI_DEPENDS_HISTORY},
    {.name = "legend", .draw = draw_legend, .depends = EPI_DEPENDS_HISTORY},
    {NULL},
};

char *
epi_losses_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  double train =
      frame != NULL ? epi_frame_scalar (frame, "train_loss", NAN) : NAN;
  double test =
      frame != NULL ? epi_frame_scalar (frame, "test_loss", NAN) : NAN;

  if (!isfinite (train))
    return g_strdup ("The loss at every step, on a logarithmic scale.");
  if (!isfinite (test))
    return g_strdup_printf ("The loss at every step, on a logarithmic scale; "
                            "after step %zu it is %.4g.",
                            epi_frame_k (frame), train);
  return g_strdup_printf (
      "The loss at every step, on a logarithmic scale; after step %zu it is "
      "%.4g on the training samples and %.4g on the test samples.",
      epi_frame_k (frame), train, test);
}
