/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the lesson on convolutional networks.
 *
 *   digits.c            the digits that come with the program, as samples
 *   problem.c           networks from the document, and their training
 *   input.c             the image that is looked at: drawn, opened or a test
 *                       digit; the pen
 *   observe.c           what the networks of the playhead make of it
 *   layout.c            where each feature map stands; the pixel in hand
 *   views-digit.c       paper and answers
 *   views-layers.c      feature maps and filters
 *   views-arithmetic.c  one output pixel with its patch
 *   views-test.c        occlusion, confusion, wrong answers
 */
#pragma once

#include "data/epi-idx.h"
#include "kit/epi-lesson.h"
#include "neural/epi-answers.h"
#include "neural/epi-image-samples.h"
#include "neural/epi-trainer.h"

extern const EpiLesson epi_lesson_cnn;

#define CN_SIDE 28
#define CN_PIXELS ((size_t)CN_SIDE * CN_SIDE)
#define CN_CLASSES 10
#define CN_LAYERS 7 /* that are shown: the image and at most six more */
#define CN_WRONG 24 /* wrong answers in the gallery */
#define CN_SQUARE 6 /* of the occlusion map: side and stride, in pixels */
#define CN_STRIDE 2

/* ---- digits.c ---- */

typedef struct {
  EpiIdx images, labels, test_images, test_labels;
  EpiScaling scaling; /* of the training images */
} CnDigits;

/* Read once and kept; NULL with one sentence. */
const CnDigits *cn_digits (GError **error);

/* Pixel i of what a network sees is pixel order[i] of the image; by seed. */
void cn_shuffle (uint64_t seed, size_t order[CN_PIXELS]);

/* The samples with their pixels in that order.  EPI_NO_MEMORY. */
EpiStatus cn_samples (const CnDigits *digits, bool test, const size_t *order,
                      EpiSamples **out);

/* ---- problem.c ---- */

typedef struct {
  const CnDigits *digits;
  size_t order[CN_PIXELS];
  EpiSamples *train, *test;
  size_t n_networks;
  EpiNetwork *networks[2]; /* on the cpu, for the weights of any frame */
} CnProblem;

bool cn_build (const EpiDocument *document, const EpiCancel *cancel,
               EpiBuilt *built, GError **error);
char *cn_explain (const EpiScene *scene);
/* "conv 5x5x8 relu; pool 2; …"; to g_free. */
char *cn_net_text (const EpiDocument *document, const char *name);

/* ---- input.c ---- */

/* The image (28,28) that the document asks about, 0 … 1, rows from the top; its
 * true class, or -1 where nobody knows; *title of it, to g_free (may be NULL).
 */
bool cn_image (const CnDigits *digits, const EpiDocument *document,
               float pixels[CN_PIXELS], int *class, char **title);

/* The image moved by so many pixels to the right. */
void cn_move (const float *from, int by, float to[CN_PIXELS]);

/* As inputs of a network. */
void cn_scale (const CnProblem *problem, const float pixels[CN_PIXELS],
               float inputs[CN_PIXELS]);

bool cn_accepts (const EpiAttachment *file, GError **error);
bool cn_pen_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *cn_pen_to (const EpiScene *scene, size_t i, EpiPoint point);
EpiDocument *cn_pen_down (const EpiScene *scene, EpiPoint point);
size_t cn_pen_numbers (const EpiScene *scene, size_t i,
                       EpiHandleNumber *numbers);
EpiDocument *cn_pen_set (const EpiScene *scene, size_t i, const double *values);

/* ---- observe.c ---- */

EpiFrame *cn_observe (void *problem, const EpiScene *scene);
extern const char *const cn_map_names[CN_LAYERS];

/* ---- layout.c ---- */

typedef struct { /* an image of the figure: the input, or maps of a layer */
  size_t channels, width, height;
  size_t layer; /* of the network, from 1; 0: the input */
  const double *values;
  bool convolution;
} CnMaps;

/* What was observed, the input first; 0 before there is anything. */
size_t cn_maps (const EpiScene *scene, CnMaps maps[CN_LAYERS]);

#define CN_FILTER_ROW 0.45 /* height of the row of filters */

/* The block of a channel in the figure of layers, data units. */
EpiRange cn_map_block (const CnMaps *maps, size_t row, size_t channel);

/* Where a row begins; of row n: where the figure ends. */
double cn_row_top (const CnMaps *maps, size_t row);

/* The pixel whose arithmetic is shown: row of the figure, channel, x, y from
 * the top left; false where no convolution is there. */
typedef struct {
  size_t row, channel, x, y;
} CnPixel;
bool cn_pixel (const EpiScene *scene, const CnMaps *maps, size_t n,
               CnPixel *pixel);
bool cn_pixel_position (const EpiScene *scene, size_t i, EpiPoint *point);
EpiDocument *cn_pixel_to (const EpiScene *scene, size_t i, EpiPoint point);

/* ---- views ---- */

extern const EpiLayer cn_digit_layers[], cn_answer_layers[], cn_layers_layers[],
    cn_arithmetic_layers[], cn_occlusion_layers[], cn_confusion_layers[],
    cn_wrong_layers[];
void cn_digit_axes (const EpiScene *scene, EpiAxesSpec *spec);
void cn_answer_axes (const EpiScene *scene, EpiAxesSpec *spec);
void cn_layers_axes (const EpiScene *scene, EpiAxesSpec *spec);
/* layout.c: plain words at a place of the figure, never moved: aligned at the
 * share ax of their width, no higher than room (pixels). */
void cn_put (cairo_t *cr, const EpiAxes *axes, double x, double y, double ax,
             double room, const char *words);

void cn_arithmetic_axes (const EpiScene *scene, EpiAxesSpec *spec);
void cn_occlusion_axes (const EpiScene *scene, EpiAxesSpec *spec);
void cn_confusion_axes (const EpiScene *scene, EpiAxesSpec *spec);
void cn_wrong_axes (const EpiScene *scene, EpiAxesSpec *spec);
char *cn_digit_summary (const EpiScene *scene);
char *cn_answer_summary (const EpiScene *scene);
char *cn_layers_summary (const EpiScene *scene);
char *cn_arithmetic_summary (const EpiScene *scene);
char *cn_occlusion_summary (const EpiScene *scene);
char *cn_confusion_summary (const EpiScene *scene);
char *cn_wrong_summary (const EpiScene *scene);
