/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo against a model: thousands of random edits, gestures, undos and redos
 * on a history, and the same on a plain list of copies.  A copy is everything
 * that the document is about, spelled out in arrays: it shares nothing.
 */
#include "core/epi-random.h"
#include "kit/epi-history.h"

#include <string.h>

enum { N_NAMES = 4, N_ROWS = 5000, N_LINES = 24 };
static const char *const names[N_NAMES] = {"degree", "loss", "ridge", "step"};

typedef struct { /* a plain copy */
  guint64 seed;
  bool has[N_NAMES], has_handle[N_NAMES], has_table;
  double values[N_NAMES], handles[N_NAMES];
  struct {
    size_t k;
    int name;
    double value;
  } schedule[N_LINES];
  size_t n_lines;
  double cells[N_ROWS];
  guint8 marks[N_ROWS];
} Copy;

typedef struct {
  EpiHistory *history;
  GPtrArray *copies; /* Copy */
  guint at;
  Copy now; /* what a gesture in progress has made of copies[at] */
  bool in_gesture;
} Model;

/* ---- the model's own idea of each edit ---- */

static void
copy_cut (Copy *copy, int name, size_t k)
{
  size_t n = 0;

  for (size_t i = 0; i < copy->n_lines; i++) {
    if (copy->schedule[i].name != name || copy->schedule[i].k < k)
      copy->schedule[n++] = copy->schedule[i];
  }
  copy->n_lines = n;
}

static void
copy_add_line (Copy *copy, size_t k, int name, double value)
{
  size_t i = copy->n_lines++;

  for (; i > 0 &&
         (copy->schedule[i - 1].k > k ||
          (copy->schedule[i - 1].k == k && copy->schedule[i - 1].name > name));
       i--)
    copy->schedule[i] = copy->schedule[i - 1];
  copy->schedule[i].k = k;
  copy->schedule[i].name = name;
  copy->schedule[i].value = value;
}

static void
copy_set (Copy *copy, int name, double value)
{
  copy_cut (copy, name, 0);
  copy->has[name] = true;
  copy->values[name] = value;
}

static void
copy_schedule (Copy *copy, size_t k, int name, double value)
{
  double held = copy->has[name] ? copy->values[name] : 0;
  size_t n = 0;

  for (size_t i = 0; i < copy->n_lines; i++)
    n += copy->schedule[i].name == name;
  if (n == 0)
    copy_add_line (copy, 0, name, held);
  copy_cut (copy, name, k);
  n = 0;
  for (size_t i = 0; i < copy->n_lines; i++) {
    if (copy->schedule[i].name == name) {
      held = copy->schedule[i].value;
      n++;
    }
  }
  if (held != value)
    copy_add_line (copy, k, name, value);
  else if (n == 1)
    copy_cut (copy, name, 0);
  copy->has[name] = true;
  copy->values[name] = value;
}

/* ---- a document must say what its copy says ---- */

static void
assert_table_is (const EpiTable *table, const Copy *copy)
{
  double *cells = g_new (double, N_ROWS);

  epi_table_copy_column (table, 0, cells);
  g_assert_cmpmem (cells, N_ROWS * sizeof (double), copy->cells,
                   sizeof copy->cells);
  for (size_t row = 0; row < N_ROWS; row++)
    g_assert_cmpuint (epi_table_mark (table, row), ==, copy->marks[row]);
  g_free (cells);
}

static void
assert_document_is (const EpiDocument *document, const Copy *copy)
{
  g_assert_cmpuint (epi_document_seed (document), ==, copy->seed);
  for (int i = 0; i < N_NAMES; i++) {
    const EpiValue *value = epi_document_value (document, names[i]);
    EpiPoint point;
    g_assert_true ((value != NULL) == copy->has[i]);
    if (value != NULL)
      g_assert_cmpfloat (value->number, ==, copy->values[i]);
    g_assert_true (epi_document_handle (document, names[i], &point) ==
                   copy->has_handle[i]);
    if (copy->has_handle[i])
      g_assert_cmpfloat (point.x, ==, copy->handles[i]);
  }
  g_assert_cmpuint (epi_document_n_scheduled (document), ==, copy->n_lines);
  for (size_t i = 0; i < copy->n_lines; i++) {
    EpiScheduled line = epi_document_scheduled (document, i);
    g_assert_cmpuint (line.k, ==, copy->schedule[i].k);
    g_assert_cmpstr (line.name, ==, names[copy->schedule[i].name]);
    g_assert_cmpfloat (line.value.number, ==, copy->schedule[i].value);
  }
  const EpiData *data = epi_document_data (document, "points");
  g_assert_true ((data != NULL) == copy->has_table);
  if (data != NULL)
    assert_table_is (epi_data_table (data), copy);
}

/* ---- random edits, to both ---- */

static EpiDocument *
edit_table (const EpiDocument *document, Copy *copy)
{
  const EpiData *data = epi_document_data (document, "points");
  size_t row = (size_t)g_test_rand_int_range (0, N_ROWS);
  EpiTable *table;

  if (g_test_rand_int_range (0, 2) == 0) {
    copy->cells[row] = g_test_rand_int_range (0, 3);
    g_assert_cmpint (epi_table_set_numbers (epi_data_table (data), &row, 1, 0,
                                            &copy->cells[row], &table),
                     ==, EPI_OK);
  } else {
    guint8 set = (guint8)g_test_rand_int_range (0, 8);
    guint8 clear = (guint8)(7 & ~set);
    copy->marks[row] = (guint8)((copy->marks[row] & ~clear) | set);
    g_assert_cmpint (epi_table_set_marks (epi_data_table (data), &row, 1, set,
                                          clear, &table),
                     ==, EPI_OK);
  }
  EpiData *with_table = epi_data_with_table (data, table);
  EpiDocument *next = epi_document_with_data (document, "points", with_table);
  epi_data_unref (with_table);
  epi_table_unref (table);
  return next;
}

static EpiDocument *
put_table (const EpiDocument *document, Copy *copy)
{
  EpiTable *table;

  memset (copy->cells, 0, sizeof copy->cells);
  memset (copy->marks, 0, sizeof copy->marks);
  copy->has_table = true;
  g_assert_cmpint (epi_table_new ((const char *const[]){"x"}, copy->cells,
                                  N_ROWS, 1, &table),
                   ==, EPI_OK);
  EpiData *data = epi_data_new (table, "Zeros", "", NULL);
  EpiDocument *next = epi_document_with_data (document, "points", data);
  epi_data_unref (data);
  epi_table_unref (table);
  return next;
}

static EpiDocument *
edit (const EpiDocument *document, Copy *copy)
{
  int name = g_test_rand_int_range (0, N_NAMES);
  double value = g_test_rand_int_range (0, 3); /* often what it was */
  size_t k = (size_t)g_test_rand_int_range (1, 6);

  switch (g_test_rand_int_range (0, 9)) {
  case 0:
    copy->seed = (guint64)value;
    return epi_document_with_seed (document, copy->seed);
  case 1:
    copy->has_handle[name] = true;
    copy->handles[name] = value;
    return epi_document_with_handle (document, names[name],
                                     (EpiPoint){value, -value});
  case 2:
  case 3:
    copy_schedule (copy, k, name, value);
    return epi_document_with_scheduled (document, k, names[name],
                                        epi_number (value), epi_number (0));
  case 4:
    copy->n_lines = 0;
    return epi_document_without_schedule (document);
  case 5:
  case 6:
    if (!copy->has_table)
      return put_table (document, copy);
    if (g_test_rand_int_range (0, 10) > 0)
      return edit_table (document, copy);
    copy->has_table = false;
    return epi_document_with_data (document, "points", NULL);
  default:
    copy_set (copy, name, value);
    return epi_document_with_value (document, names[name], epi_number (value));
  }
}

/* ---- the model's list ---- */

/* Copies are compared as what they say: what is absent has no value. */
static bool
copies_equal (const Copy *a, const Copy *b)
{
  bool same = a->seed == b->seed && a->has_table == b->has_table &&
              a->n_lines == b->n_lines;

  for (int i = 0; same && i < N_NAMES; i++)
    same = a->has[i] == b->has[i] && a->has_handle[i] == b->has_handle[i] &&
           (!a->has[i] || a->values[i] == b->values[i]) &&
           (!a->has_handle[i] || a->handles[i] == b->handles[i]);
  for (size_t i = 0; same && i < a->n_lines; i++)
    same = a->schedule[i].k == b->schedule[i].k &&
           a->schedule[i].name == b->schedule[i].name &&
           a->schedule[i].value == b->schedule[i].value;
  if (same && a->has_table)
    same = memcmp (a->cells, b->cells, sizeof a->cells) == 0 &&
           memcmp (a->marks, b->marks, sizeof a->marks) == 0;
  return same;
}

static void
model_commit (Model *model)
{
  if (copies_equal (&model->now, model->copies->pdata[model->at]))
    return;
  g_ptr_array_set_size (model->copies, (int)model->at + 1);
  g_ptr_array_add (model->copies, g_memdup2 (&model->now, sizeof (Copy)));
  model->at++;
}

static void
move (Model *model, bool undo)
{
  bool can = !model->in_gesture &&
             (undo ? model->at > 0 : model->at + 1 < model->copies->len);

  g_assert_true (
      (undo ? epi_history_undo : epi_history_redo) (model->history) == can);
  if (!can)
    return;
  model->at = undo ? model->at - 1 : model->at + 1;
  memcpy (&model->now, model->copies->pdata[model->at], sizeof (Copy));
}

static void
act (Model *model)
{
  int what = g_test_rand_int_range (0, 20);

  if (what < 12) {
    EpiDocument *next =
        edit (epi_history_document (model->history), &model->now);
    epi_history_push (model->history, next, "Edit");
    epi_document_unref (next);
    if (!model->in_gesture)
      model_commit (model);
  } else if (what < 14) {
    if (model->in_gesture)
      model_commit (model);
    epi_history_begin_gesture (model->history);
    model->in_gesture = true;
  } else if (what < 16) {
    if (model->in_gesture)
      model_commit (model);
    epi_history_end_gesture (model->history);
    model->in_gesture = false;
  } else {
    move (model, what < 18);
  }
}

static void
test_random_edits_agree_with_a_list_of_copies (void)
{
  EpiDocument *document = epi_document_new ("a", 0);
  Model *model = g_new0 (Model, 1);

  model->history = epi_history_new (document);
  model->copies = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (model->copies, g_memdup2 (&model->now, sizeof (Copy)));
  for (int i = 0; i < 3000; i++) {
    act (model);
    assert_document_is (epi_history_document (model->history), &model->now);
    g_assert_true ((epi_history_undo_label (model->history) != NULL) ==
                   (model->at > 0));
    g_assert_true ((epi_history_redo_label (model->history) != NULL) ==
                   (model->at + 1 < model->copies->len));
  }
  /* and all the way back */
  epi_history_end_gesture (model->history);
  while (epi_history_undo (model->history))
    ;
  assert_document_is (epi_history_document (model->history),
                      model->copies->pdata[0]);
  epi_document_unref (document);
  epi_history_free (model->history);
  g_ptr_array_unref (model->copies);
  g_free (model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history-model/random-edits-agree-with-a-list-of-copies",
                   test_random_edits_agree_with_a_list_of_copies);
  return g_test_run ();
}
