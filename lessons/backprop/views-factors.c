/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The chain rule as blocks.  Above, the factors Dℓ, Dφ_L, Dψ_L, …, Dψ₁ in the
 * order in which they stand in the product; below, what has been multiplied:
 * from the right a matrix, from the left a row, each with what it cost.  And
 * the gradient of a layer's weights as a column times a row.
 */
#include "backprop/lesson.h"
#include "core/epi-number.h"
#include "kit/epi-draw.h"
#include "kit/epi-layers.h"
#include "kit/epi-plot-table.h"
#include "kit/epi-plot-text.h"

#include <math.h>
#include <string.h>

#define MOST (2 * BP_LAYERS + 1)

static const char *const small_digits[] = {"₀", "₁", "₂", "₃", "₄", "₅"};

/* ---- The factors ---- */

typedef struct {
  char name[8]; /* of the frame's item */
  char title[24];
  size_t rows, cols;
} Block;

/* From left to right: the loss first. */
static size_t
blocks_of (const EpiFrame *frame, Block blocks[MOST])
{
  const EpiFrameItem *kinds = epi_frame_find (frame, "kinds");
  const EpiFrameItem *sizes = epi_frame_find (frame, "sizes");
  size_t n = 0, l = (size_t)epi_frame_scalar (frame, "layers", 0);

  if (kinds == NULL || sizes == NULL || kinds->rows + 1 > MOST)
    return 0;
  size_t m = kinds->rows;
  blocks[n] = (Block){.title = "Dℓ", .rows = 1, .cols = (size_t)sizes->data[m]};
  g_snprintf (blocks[n++].name, sizeof blocks->name, "J%zu", m + 1);
  for (size_t i = m; i >= 1; i--) {
    bool diagonal = kinds->data[i - 1] != 0;
    Block *b = &blocks[n++];
    *b = (Block){.rows = (size_t)sizes->data[i],
                 .cols = (size_t)sizes->data[i - 1]};
    g_snprintf (b->name, sizeof b->name, "J%zu", i);
    g_snprintf (b->title, sizeof b->title, "D%s%s", diagonal ? "φ" : "ψ",
                small_digits[l]);
    l -= !diagonal;
  }
  return n;
}

/* ---- Layout: pixels ---- */

typedef struct {
  size_t lines;     /* that the chain is written in */
  size_t ends[2];   /* where a line ends */
  double cell, gap; /* of a block's column; between blocks */
  double row, line; /* heights: of a block's row, of a line */
} Grid;

/* The chain in one line, or broken where the first half ends. */
static Grid
grid_of (const EpiAxes *axes, const Block *blocks, size_t n, double height,
         size_t lines)
{
  Grid grid = {.lines = lines, .gap = 1.5 * axes->text, .ends = {n, n}};
  size_t all = 0, rows = 1, cols = 0, widest = 0;
  double text = axes->text;

  for (size_t i = 0; i < n; i++) {
    all += blocks[i].cols;
    rows = MAX (rows, blocks[i].rows);
  }
  for (size_t i = 0; i < n; i++) {
    cols += blocks[i].cols;
    if (lines == 2 && grid.ends[0] == n && 2 * cols >= all) {
      grid.ends[0] = i + 1;
      widest = cols;
      cols = 0;
    }
  }
  widest = MAX (widest, cols);
  size_t blocks_a_line = MAX (grid.ends[0], n - grid.ends[0]);
  grid.line = height / (double)lines;
  grid.cell =
      (axes->plot.width - grid.gap * (double)blocks_a_line) / (double)widest;
  grid.cell = CLAMP (grid.cell, 3, 4.2 * text);
  grid.row = CLAMP ((grid.line - 2.4 * text) / (double)rows, 3, 1.9 * text);
  return grid;
}

static EpiRange
in_data (const EpiAxes *axes, double x, double y, double width, double height)
{
  return (EpiRange){epi_axes_x_at (axes, x),
                    epi_axes_x_at (axes, x + width),
                    epi_axes_y_at (axes, y + height),
                    epi_axes_y_at (axes, y),
                    false,
                    false};
}

/* A place that nothing has come to yet. */
static void
draw_empty (cairo_t *cr, const EpiAxes *axes, EpiRect box, const char *title)
{
  static const double dashes[] = {4, 4};

  if (epi_plot_table_attached (cr))
    return;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 0.5);
  cairo_set_line_width (cr, epi_draw_unit (axes));
  cairo_set_dash (cr, dashes, 2, 0);
  epi_draw_rounded (cr, &box, 3 * epi_draw_unit (axes));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  epi_palette_source (axes->palette, cr, EPI_COLOUR_DIM, 1);
  epi_plot_text_draw (cr, title, axes->text, box.x + box.width / 2,
                      box.y + box.height + 0.8 * axes->text, 0.5, 0);
}

static void
draw_block (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame,
            const Block *block, EpiRect box)
{
  const EpiFrameItem *item = epi_frame_find (frame, block->name);

  if (item == NULL) {
    draw_empty (cr, axes, box, block->title);
    return;
  }
  EpiRange range = in_data (axes, box.x, box.y, box.width, box.height);
  epi_draw_matrix_at (cr, axes, &range, item->data, item->rows, item->cols,
                      block->title, EPI_COLOUR_SERIES);
}

void
bp_factor_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

/* One line of the chain, from block i on; where the next one begins. */
static size_t
draw_line (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame,
           const Block *blocks, size_t i, const Grid *grid, size_t line)
{
  double width = -grid->gap;
  double middle =
      axes->plot.y + grid->line * ((double)line + 0.5) - 0.6 * axes->text;

  for (size_t j = i; j < grid->ends[line]; j++)
    width += grid->cell * (double)blocks[j].cols + grid->gap;
  double x = axes->plot.x + fmax ((axes->plot.width - width) / 2, 0);
  for (; i < grid->ends[line]; i++) {
    EpiRect box = {x, 0, grid->cell * (double)blocks[i].cols,
                   grid->row * (double)blocks[i].rows};
    box.y = middle - box.height / 2;
    draw_block (cr, axes, frame, &blocks[i], box);
    x += box.width + grid->gap;
  }
  return i;
}

static void
draw_factors (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
              const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  Block blocks[MOST];
  size_t n = frame != NULL ? blocks_of (frame, blocks) : 0;
  double text = axes->text, height = 0.55 * axes->plot.height;

  if (n == 0) {
    epi_draw_message (cr, axes, "There is nothing to multiply yet");
    return;
  }
  Grid grid = grid_of (axes, blocks, n, height, 1);
  if (grid.cell < 2.6 * text) { /* no room for numbers */
    Grid two = grid_of (axes, blocks, n, height, 2);
    if (two.row >= 1.1 * text)
      grid = two;
  }
  for (size_t line = 0, i = 0; line < grid.lines; line++)
    i = draw_line (cr, axes, frame, blocks, i, &grid, line);
}

/* ---- What has been multiplied ---- */

/* "From the left: 12 multiplications", or what of it there is room for. */
static char *
cost_said (const EpiAxes *axes, const char *title, double cost, double width)
{
  char *said = g_strdup_printf ("%s: %.0f multiplications", title, cost);

  if (epi_plot_text_measure (said, 0.9 * axes->text).width < width)
    return said;
  g_free (said);
  return g_strdup_printf ("%s: %.0f ×", title, cost);
}

static void
draw_product (cairo_t *cr, const EpiAxes *axes, const EpiFrame *frame,
              const char *name, const char *title, const char *cost,
              EpiRect room)
{
  const EpiFrameItem *item = epi_frame_find (frame, name);
  double text = axes->text;
  size_t rows = item != NULL ? item->rows : 1;
  size_t cols = item != NULL ? item->cols : 1;
  double w = fmin (4.2 * text, (room.width - 2 * text) / (double)cols);
  double h = fmin (1.9 * text, (room.height - 4.4 * text) / (double)rows);
  EpiRect box = {0, 0, w * (double)cols, fmax (h, 3) * (double)rows};
  char *said = cost_said (axes, title, epi_frame_scalar (frame, cost, 0),
                          room.width - text);

  box.x = room.x + (room.width - box.width) / 2;
  box.y = room.y + 1.9 * text +
          fmax ((room.height - 4.2 * text - box.height) / 2, 0);
  if (item == NULL)
    draw_empty (cr, axes, box, "not yet");
  else {
    EpiRange range = in_data (axes, box.x, box.y, box.width, box.height);
    epi_draw_matrix_at (cr, axes, &range, item->data, rows, cols, NULL,
                        EPI_COLOUR_SERIES);
  }
  if (!epi_plot_table_attached (cr)) {
    epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
    epi_plot_text_draw (cr, said, 0.9 * text, room.x + room.width / 2,
                        room.y + 0.3 * text, 0.5, 0);
  }
  g_free (said);
}

static void
draw_products (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  const EpiRect *p = &axes->plot;
  double top = p->y + 0.57 * p->height, height = 0.43 * p->height;

  if (frame == NULL)
    return;
  draw_product (cr, axes, frame, "Q", "From the left", "reverse_cost",
                (EpiRect){p->x, top, p->width / 2, height});
  draw_product (cr, axes, frame, "P", "From the right", "forward_cost",
                (EpiRect){p->x + p->width / 2, top, p->width / 2, height});
}

const EpiLayer bp_factor_layers[] = {
    {.name = "factors", .draw = draw_factors, .depends = EPI_DEPENDS_FRAME},
    {.name = "products", .draw = draw_products, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
bp_factor_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);

  return g_strdup_printf (
      "The factors of the chain rule as matrices; so far %.0f multiplications "
      "from the right and %.0f from the left.",
      frame != NULL ? epi_frame_scalar (frame, "forward_cost", 0) : 0,
      frame != NULL ? epi_frame_scalar (frame, "reverse_cost", 0) : 0);
}

/* ---- ∂f/∂W ---- */

size_t
bp_gradient_layer (const EpiFrame *frame)
{
  static const char *const names[BP_LAYERS] = {"dW1", "dW2", "dW3", "dW4",
                                               "dW5"};

  for (size_t l = 1; l <= BP_LAYERS; l++)
    if (epi_frame_find (frame, names[l - 1]) != NULL)
      return l;
  return 0;
}

/* Cells are as wide everywhere: a column, a sign, a row, a sign, a matrix. */
BpProduct
bp_product_blocks (size_t rows, size_t cols)
{
  double cell = 0.79 / (double)(2 * cols + 1), high = 0.6, x = 0.03;
  double half = 0.5 * high, one = 0.5 * high / (double)rows, middle = 0.54;
  BpProduct p;

  p.delta = (EpiRange){x, x + cell, middle - half, middle + half, false, false};
  x += cell + 0.075;
  p.input = (EpiRange){
      x, x + cell * (double)cols, middle - one, middle + one, false, false};
  x += cell * (double)cols + 0.075;
  p.gradient = (EpiRange){
      x, x + cell * (double)cols, middle - half, middle + half, false, false};
  return p;
}

void
bp_gradient_axes (const EpiScene *scene, EpiAxesSpec *spec)
{
  spec->bare = true;
  spec->fit = (EpiRange){0, 1, 0, 1, false, false};
}

static const EpiFrameItem *
numbered (const EpiFrame *frame, const char *letter, size_t i)
{
  char name[16];

  g_snprintf (name, sizeof name, "%s%zu", letter, i);
  return epi_frame_find (frame, name);
}

/* The input of layer l: what its ψ was given. */
static const EpiFrameItem *
input_of (const EpiFrame *frame, size_t l)
{
  const EpiFrameItem *kinds = epi_frame_find (frame, "kinds");

  for (size_t i = 0; kinds != NULL && i < kinds->rows; i++)
    if (kinds->data[i] == 0 && --l == 0)
      return numbered (frame, "x", i);
  return NULL;
}

static void
draw_sign (cairo_t *cr, const EpiAxes *axes, const char *sign, double x)
{
  if (epi_plot_table_attached (cr))
    return;
  epi_palette_source (axes->palette, cr, EPI_COLOUR_TEXT, 1);
  epi_plot_text_draw (cr, sign, 1.2 * axes->text, epi_axes_x (axes, x),
                      epi_axes_y (axes, 0.54), 0.5, 0.5);
}

static void
draw_gradient (cairo_t *cr, const EpiAxes *axes, const EpiScene *scene,
               const void *data)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  size_t l = frame != NULL ? bp_gradient_layer (frame) : 0;
  const EpiFrameItem *dW = l > 0 ? numbered (frame, "dW", l) : NULL;
  const EpiFrameItem *delta = l > 0 ? numbered (frame, "db", l) : NULL;
  const EpiFrameItem *x = l > 0 ? input_of (frame, l) : NULL;

  if (dW == NULL || delta == NULL || x == NULL) {
    epi_draw_message (cr, axes,
                      "On the way back, each ψ gets the gradient of\n"
                      "its weights: a column times a row");
    return;
  }
  BpProduct p = bp_product_blocks (dW->rows, dW->cols);
  const char *digit = small_digits[l], *before = small_digits[l - 1];
  char *titles[3] = {g_strdup_printf ("∂f/∂z%s", digit),
                     l == 1 ? g_strdup ("xᵀ")
                            : g_strdup_printf ("a%sᵀ", before),
                     g_strdup_printf ("∂f/∂W%s", digit)};
  epi_draw_matrix_at (cr, axes, &p.delta, delta->data, delta->rows, 1,
                      titles[0], EPI_COLOUR_SERIES);
  draw_sign (cr, axes, "·", (p.delta.x1 + p.input.x0) / 2);
  epi_draw_matrix_at (cr, axes, &p.input, x->data, 1, x->rows, titles[1],
                      EPI_COLOUR_SERIES);
  draw_sign (cr, axes, "=", (p.input.x1 + p.gradient.x0) / 2);
  epi_draw_matrix_at (cr, axes, &p.gradient, dW->data, dW->rows, dW->cols,
                      titles[2], EPI_COLOUR_SERIES);
  for (size_t i = 0; i < 3; i++)
    g_free (titles[i]);
}

const EpiLayer bp_gradient_layers[] = {
    {.name = "gradient", .draw = draw_gradient, .depends = EPI_DEPENDS_FRAME},
    {NULL},
};

char *
bp_gradient_summary (const EpiScene *scene)
{
  const EpiFrame *frame = epi_scene_frame (scene, 0);
  size_t l = frame != NULL ? bp_gradient_layer (frame) : 0;

  if (l == 0)
    return g_strdup ("The gradient of a layer's weights; the walk has not come "
                     "to one yet.");
  return g_strdup_printf (
      "The gradient of the weights of layer %zu, as a column times a row; it "
      "differs from central differences by %.2g at most.",
      l, epi_frame_scalar (frame, "check", NAN));
}
