/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-condition.h"

#include "kit/epi-condition-node.h"

#include <math.h>

G_DEFINE_QUARK (epi - condition - error - quark, epi_condition_error)

typedef struct {
  EpiLookupFunc lookup;
  void *data;
  GError *error; /* the first trouble; every node is visited all the same */
} Context;

typedef enum { KIND_NUMBER, KIND_TRUTH, KIND_TEXT } Kind;

typedef struct {
  Kind kind;
  double number; /* TRUTH: 0 or 1 */
  const char *text;
} Result;

static Result evaluate (const Node *node, Context *context);

static const char *
kind_name (Kind kind)
{
  static const char *const names[] = {"a number", "true or false", "a text"};

  return names[kind];
}

static void complain (Context *context, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

static void
complain (Context *context, const char *format, ...)
{
  va_list arguments;

  if (context->error != NULL)
    return;
  va_start (arguments, format);
  context->error = g_error_new_valist (
      EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_VALUE, format, arguments);
  va_end (arguments);
}

static Result
number (double value)
{
  return (Result){KIND_NUMBER, value, NULL};
}

static Result
truth (bool value)
{
  return (Result){KIND_TRUTH, value, NULL};
}

/* The value of a node that must be of that kind. */
static double
wanted (const Node *node, Kind kind, Context *context)
{
  Result result = evaluate (node, context);

  if (result.kind == kind)
    return result.number;
  complain (context, "at %zu: found %s where %s is needed", node->position,
            kind_name (result.kind), kind_name (kind));
  return kind == KIND_NUMBER ? NAN : 0;
}

/* A 1-based index; 0 when there is none or it is none. */
static size_t
subscript (const Node *node, Context *context)
{
  if (node == NULL)
    return 0;
  double index = wanted (node, KIND_NUMBER, context);
  if (index >= 1 && index <= 1e9 && index == floor (index))
    return (size_t)index;
  complain (context, "at %zu: an index is a whole number from 1 on",
            node->position);
  return 0;
}

static Result
look_up (const Node *node, Context *context)
{
  EpiValue value = epi_number (NAN);
  size_t i = subscript (node->left, context);
  size_t j = subscript (node->right, context);

  if (context->error != NULL)
    return number (NAN);
  if (!context->lookup (node->text, i, j, &value, context->data)) {
    complain (context,
              "at %zu: nothing is called “%s” here (a text stands in quotes)",
              node->position, node->text);
    return number (NAN);
  }
  switch (value.kind) {
  case EPI_VALUE_TEXT:
    return (Result){KIND_TEXT, NAN, value.text != NULL ? value.text : ""};
  case EPI_VALUE_BOOL:
    return truth (value.number != 0);
  default:
    return number (value.number);
  }
}

static bool
compare_numbers (NodeKind kind, double a, double b)
{
  if (isnan (a) || isnan (b)) /* missing, or divided by zero */
    return false;
  switch (kind) {
  case NODE_LESS:
    return a < b;
  case NODE_LESS_EQUAL:
    return a <= b;
  case NODE_GREATER:
    return a > b;
  case NODE_GREATER_EQUAL:
    return a >= b;
  case NODE_EQUAL:
    return a == b;
  default:
    return a != b;
  }
}

static Result
compare (const Node *node, Context *context)
{
  Result a = evaluate (node->left, context);
  Result b = evaluate (node->right, context);
  bool order = node->kind != NODE_EQUAL && node->kind != NODE_UNEQUAL;

  if (a.kind != b.kind) {
    complain (context, "at %zu: cannot compare %s with %s", node->position,
              kind_name (a.kind), kind_name (b.kind));
    return truth (false);
  }
  if (a.kind == KIND_NUMBER)
    return truth (compare_numbers (node->kind, a.number, b.number));
  if (order) {
    complain (context, "at %zu: %s has no order; only == and != compare it",
              node->position, kind_name (a.kind));
    return truth (false);
  }
  bool same = a.kind == KIND_TEXT ? g_strcmp0 (a.text, b.text) == 0
                                  : a.number == b.number;
  return truth (same == (node->kind == NODE_EQUAL));
}

static double
calculate (const Node *node, Context *context)
{
  double a = wanted (node->left, KIND_NUMBER, context);
  double b =
      node->right != NULL ? wanted (node->right, KIND_NUMBER, context) : 0;

  switch (node->kind) {
  case NODE_NEGATE:
    return -a;
  case NODE_ADD:
    return a + b;
  case NODE_SUBTRACT:
    return a - b;
  case NODE_MULTIPLY:
    return a * b;
  case NODE_DIVIDE:
    return b == 0 ? NAN : a / b;
  case NODE_ABS:
    return fabs (a);
  case NODE_MIN:
    return isnan (a) || isnan (b) ? NAN : fmin (a, b);
  default:
    return isnan (a) || isnan (b) ? NAN : fmax (a, b);
  }
}

/* Both sides of "and" and "or" are looked at, so that an unknown name is told
 * whatever the state is. */
static Result
connect (const Node *node, Context *context)
{
  bool a = wanted (node->left, KIND_TRUTH, context) != 0;
  bool b =
      node->right != NULL && wanted (node->right, KIND_TRUTH, context) != 0;

  if (node->kind == NODE_NOT)
    return truth (!a);
  return truth (node->kind == NODE_AND ? a && b : a || b);
}

static Result
evaluate (const Node *node, Context *context)
{
  switch (node->kind) {
  case NODE_NUMBER:
    return number (node->number);
  case NODE_TRUTH:
    return truth (node->number != 0);
  case NODE_TEXT:
    return (Result){KIND_TEXT, NAN, node->text};
  case NODE_NAME:
    return look_up (node, context);
  case NODE_OR:
  case NODE_AND:
  case NODE_NOT:
    return connect (node, context);
  case NODE_LESS:
  case NODE_LESS_EQUAL:
  case NODE_GREATER:
  case NODE_GREATER_EQUAL:
  case NODE_EQUAL:
  case NODE_UNEQUAL:
    return compare (node, context);
  default:
    return number (calculate (node, context));
  }
}

static Result
evaluate_whole (const EpiCondition *condition, Kind kind, EpiLookupFunc lookup,
                void *data, GError **error)
{
  Context context = {lookup, data, NULL};
  Result result = {kind, wanted (condition->root, kind, &context), NULL};

  if (context.error != NULL) {
    g_propagate_error (error, context.error);
    result.number = kind == KIND_NUMBER ? NAN : 0;
  }
  return result;
}

bool
epi_condition_holds (const EpiCondition *condition, EpiLookupFunc lookup,
                     void *data, GError **error)
{
  return evaluate_whole (condition, KIND_TRUTH, lookup, data, error).number !=
         0;
}

double
epi_condition_number (const EpiCondition *condition, EpiLookupFunc lookup,
                      void *data, GError **error)
{
  return evaluate_whole (condition, KIND_NUMBER, lookup, data, error).number;
}
