/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-condition-node.h"

#include "core/epi-number.h"
#include "kit/epi-condition-scan.h"

#include <string.h>

#define MAX_LENGTH 4096 /* bytes of a condition */
#define MAX_DEPTH 100   /* nested parentheses, signs and nots */
#define MAX_CHAIN 200   /* operators in one row: the depth of its tree */

static Node *parse_or (EpiScan *scan);

static void
node_free (Node *node)
{
  if (node == NULL)
    return;
  node_free (node->left);
  node_free (node->right);
  g_free (node->text);
  g_free (node);
}

static Node *
node_new (const EpiScan *scan, const char *at, NodeKind kind, Node *left,
          Node *right)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->position = epi_scan_position (scan, at);
  node->left = left;
  node->right = right;
  return node;
}

/* Into something nested; undone by depth--. */
static bool
enter (EpiScan *scan)
{
  if (scan->depth++ < MAX_DEPTH)
    return true;
  epi_scan_fail (scan, "fewer things inside one another");
  return false;
}

static Node *
parse_nested (EpiScan *scan)
{
  Node *node = enter (scan) ? parse_or (scan) : NULL;

  scan->depth--;
  return node;
}

static Node *
parse_number (EpiScan *scan)
{
  double value;
  size_t length = epi_number_scan (scan->at, strlen (scan->at), '.', &value);

  if (length == 0) {
    epi_scan_fail (scan, "a number");
    return NULL;
  }
  Node *node = node_new (scan, scan->at, NODE_NUMBER, NULL, NULL);
  node->number = value;
  scan->at += length;
  return node;
}

static Node *
parse_text (EpiScan *scan)
{
  const char *start = scan->at + 1;
  const char *end = strchr (start, *scan->at);

  if (end == NULL) {
    scan->at += strlen (scan->at);
    epi_scan_fail (scan, "the quote that ends the text");
    return NULL;
  }
  Node *node = node_new (scan, scan->at, NODE_TEXT, NULL, NULL);
  node->text = g_strndup (start, end - start);
  scan->at = end + 1;
  return node;
}

/* abs (a), min (a, b), max (a, b): the word is taken. */
static Node *
parse_function (EpiScan *scan, const char *at, NodeKind kind)
{
  Node *node = node_new (scan, at, kind, NULL, NULL);

  if (!epi_scan_sign (scan, "("))
    epi_scan_fail (scan, "“(”");
  node->left = parse_nested (scan);
  if (kind != NODE_ABS) {
    if (!epi_scan_sign (scan, ","))
      epi_scan_fail (scan, "“,” and a second number");
    node->right = parse_nested (scan);
  }
  if (!epi_scan_sign (scan, ")"))
    epi_scan_fail (scan, "“)”");
  return node;
}

static Node *
parse_name (EpiScan *scan)
{
  Node *node = node_new (scan, scan->at, NODE_NAME, NULL, NULL);

  node->text = epi_scan_name (scan);
  if (epi_scan_sign (scan, "[")) {
    node->left = parse_nested (scan);
    if (epi_scan_sign (scan, ","))
      node->right = parse_nested (scan);
    if (!epi_scan_sign (scan, "]"))
      epi_scan_fail (scan, "“]”");
  }
  return node;
}

static Node *
parse_atom (EpiScan *scan)
{
  epi_scan_space (scan);
  const char *at = scan->at;

  if (scan->error != NULL)
    return NULL;
  if (g_ascii_isdigit (*at) || *at == '.')
    return parse_number (scan);
  if (*at == '"' || *at == '\'')
    return parse_text (scan);
  if (epi_scan_sign (scan, "(")) {
    Node *node = parse_nested (scan);
    if (!epi_scan_sign (scan, ")"))
      epi_scan_fail (scan, "“)”");
    return node;
  }
  if (epi_scan_word (scan, "true") || epi_scan_word (scan, "false")) {
    Node *node = node_new (scan, at, NODE_TRUTH, NULL, NULL);
    node->number = *at == 't';
    return node;
  }
  if (epi_scan_word (scan, "abs"))
    return parse_function (scan, at, NODE_ABS);
  if (epi_scan_word (scan, "min"))
    return parse_function (scan, at, NODE_MIN);
  if (epi_scan_word (scan, "max"))
    return parse_function (scan, at, NODE_MAX);
  if (epi_scan_at_name (scan) && !epi_scan_word (scan, "and") &&
      !epi_scan_word (scan, "or") && !epi_scan_word (scan, "not"))
    return parse_name (scan);
  scan->at = at;
  epi_scan_fail (scan, "a number, a name, a text or “(”");
  return NULL;
}

static Node *
parse_sign (EpiScan *scan)
{
  epi_scan_space (scan);
  const char *at = scan->at;
  bool minus = epi_scan_sign (scan, "-") || epi_scan_sign (scan, "−");

  if (!minus && !epi_scan_sign (scan, "+"))
    return parse_atom (scan);
  Node *node = enter (scan) ? parse_sign (scan) : NULL;
  scan->depth--;
  return minus ? node_new (scan, at, NODE_NEGATE, node, NULL) : node;
}

typedef struct {
  const char *sign;
  NodeKind kind;
} Operator;

/* What operator of the list stands here; takes it.  The list ends with NULL;
 * longer signs come before their beginnings. */
static const Operator *
take_operator (EpiScan *scan, const Operator *operators)
{
  for (; operators->sign != NULL; operators++) {
    if (g_ascii_isalpha (operators->sign[0])
            ? epi_scan_word (scan, operators->sign)
            : epi_scan_sign (scan, operators->sign))
      return operators;
  }
  return NULL;
}

/* operand { operator operand }, from the left. */
static Node *
parse_chain (EpiScan *scan, Node *(*operand) (EpiScan *),
             const Operator *operators)
{
  const Operator *operator;
  Node *node = operand (scan);

  epi_scan_space (scan);
  const char *at = scan->at;
  for (size_t n = 0; (operator= take_operator (scan, operators)) != NULL; n++) {
    if (n == MAX_CHAIN)
      epi_scan_fail (scan, "fewer operators in one row");
    node = node_new (scan, at, operator->kind, node, NULL);
    node->right = operand (scan);
    epi_scan_space (scan);
    at = scan->at;
  }
  return node;
}

static Node *
parse_product (EpiScan *scan)
{
  static const Operator operators[] = {{"*", NODE_MULTIPLY},
                                       {"×", NODE_MULTIPLY},
                                       {"/", NODE_DIVIDE},
                                       {"÷", NODE_DIVIDE},
                                       {NULL}};

  return parse_chain (scan, parse_sign, operators);
}

static Node *
parse_sum (EpiScan *scan)
{
  static const Operator operators[] = {
      {"+", NODE_ADD}, {"-", NODE_SUBTRACT}, {"−", NODE_SUBTRACT}, {NULL}};

  return parse_chain (scan, parse_product, operators);
}

static Node *
parse_comparison (EpiScan *scan)
{
  static const Operator operators[] = {
      {"<=", NODE_LESS_EQUAL},    {"≤", NODE_LESS_EQUAL},
      {">=", NODE_GREATER_EQUAL}, {"≥", NODE_GREATER_EQUAL},
      {"==", NODE_EQUAL},         {"!=", NODE_UNEQUAL},
      {"≠", NODE_UNEQUAL},        {"<", NODE_LESS},
      {">", NODE_GREATER},        {NULL}};
  Node *left = parse_sum (scan);

  epi_scan_space (scan);
  const char *at = scan->at;
  const Operator *operator= take_operator (scan, operators);
  if (operator== NULL)
    return left;
  return node_new (scan, at, operator->kind, left, parse_sum (scan));
}

static Node *
parse_not (EpiScan *scan)
{
  epi_scan_space (scan);
  const char *at = scan->at;

  if (!epi_scan_word (scan, "not"))
    return parse_comparison (scan);
  Node *node = enter (scan) ? parse_not (scan) : NULL;
  scan->depth--;
  return node_new (scan, at, NODE_NOT, node, NULL);
}

static Node *
parse_and (EpiScan *scan)
{
  static const Operator operators[] = {{"and", NODE_AND}, {NULL}};

  return parse_chain (scan, parse_not, operators);
}

static Node *
parse_or (EpiScan *scan)
{
  static const Operator operators[] = {{"or", NODE_OR}, {NULL}};

  return parse_chain (scan, parse_and, operators);
}

EpiCondition *
epi_condition_parse (const char *text, GError **error)
{
  EpiScan scan = {text, text, 0, NULL};

  if (strlen (text) > MAX_LENGTH || !g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX,
                 "expected a condition of at most %d bytes in UTF-8",
                 MAX_LENGTH);
    return NULL;
  }
  Node *root = parse_or (&scan);
  epi_scan_space (&scan);
  if (*scan.at != '\0')
    epi_scan_fail (&scan, "an operator or the end");
  if (scan.error != NULL) {
    g_propagate_error (error, scan.error);
    node_free (root);
    return NULL;
  }
  EpiCondition *condition = g_new0 (EpiCondition, 1);
  condition->root = root;
  return condition;
}

void
epi_condition_free (EpiCondition *condition)
{
  if (condition == NULL)
    return;
  node_free (condition->root);
  g_free (condition);
}
