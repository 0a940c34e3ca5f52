/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-condition-node.h"

#include "core/epi-number.h"

#include <string.h>

#define MAX_LENGTH 4096 /* bytes of a condition */
#define MAX_DEPTH 100   /* nested parentheses, signs and nots */
#define MAX_CHAIN 200   /* operators in one row: the depth of its tree */

typedef struct {
  const char *start, *at;
  size_t depth;
  GError *error; /* set: nothing more is read */
} Parser;

static Node *parse_or (Parser *parser);

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

static size_t
position (const Parser *parser, const char *at)
{
  return (size_t)g_utf8_strlen (parser->start, at - parser->start) + 1;
}

static Node *
node_new (const Parser *parser, const char *at, NodeKind kind, Node *left,
          Node *right)
{
  Node *node = g_new0 (Node, 1);

  node->kind = kind;
  node->position = position (parser, at);
  node->left = left;
  node->right = right;
  return node;
}

static void
skip_space (Parser *parser)
{
  while (g_ascii_isspace (*parser->at))
    parser->at++;
}

/* What stands here, for an error: a word, a character, or the end. */
static char *
found (const Parser *parser)
{
  const char *end = parser->at;

  if (*end == '\0')
    return g_strdup ("the end");
  while (g_ascii_isalnum (*end) || *end == '_')
    end++;
  if (end == parser->at)
    end = g_utf8_next_char (end);
  return g_strdup_printf ("“%.*s”", (int)MIN (end - parser->at, 40),
                          parser->at);
}

static void
fail (Parser *parser, const char *expected)
{
  if (parser->error != NULL)
    return;
  skip_space (parser);
  char *what = found (parser);
  g_set_error (&parser->error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX,
               "at %zu: found %s, expected %s", position (parser, parser->at),
               what, expected);
  g_free (what);
}

/* Takes the sign if it stands here. */
static bool
take (Parser *parser, const char *sign)
{
  skip_space (parser);
  if (parser->error != NULL || !g_str_has_prefix (parser->at, sign))
    return false;
  parser->at += strlen (sign);
  return true;
}

static bool
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_';
}

static bool
is_name_part (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Takes the word if it stands here as a whole. */
static bool
take_word (Parser *parser, const char *word)
{
  size_t length = strlen (word);

  skip_space (parser);
  if (parser->error != NULL || strncmp (parser->at, word, length) != 0 ||
      is_name_part (parser->at[length]))
    return false;
  parser->at += length;
  return true;
}

/* Into something nested; undone by depth--. */
static bool
enter (Parser *parser)
{
  if (parser->depth++ < MAX_DEPTH)
    return true;
  fail (parser, "fewer things inside one another");
  return false;
}

static Node *
parse_nested (Parser *parser)
{
  Node *node = enter (parser) ? parse_or (parser) : NULL;

  parser->depth--;
  return node;
}

static Node *
parse_number (Parser *parser)
{
  double value;
  size_t length =
      epi_number_scan (parser->at, strlen (parser->at), '.', &value);

  if (length == 0) {
    fail (parser, "a number");
    return NULL;
  }
  Node *node = node_new (parser, parser->at, NODE_NUMBER, NULL, NULL);
  node->number = value;
  parser->at += length;
  return node;
}

static Node *
parse_text (Parser *parser)
{
  const char *start = parser->at + 1;
  const char *end = strchr (start, *parser->at);

  if (end == NULL) {
    parser->at += strlen (parser->at);
    fail (parser, "the quote that ends the text");
    return NULL;
  }
  Node *node = node_new (parser, parser->at, NODE_TEXT, NULL, NULL);
  node->text = g_strndup (start, end - start);
  parser->at = end + 1;
  return node;
}

/* abs (a), min (a, b), max (a, b): the word is taken. */
static Node *
parse_function (Parser *parser, const char *at, NodeKind kind)
{
  Node *node = node_new (parser, at, kind, NULL, NULL);

  if (!take (parser, "("))
    fail (parser, "“(”");
  node->left = parse_nested (parser);
  if (kind != NODE_ABS) {
    if (!take (parser, ","))
      fail (parser, "“,” and a second number");
    node->right = parse_nested (parser);
  }
  if (!take (parser, ")"))
    fail (parser, "“)”");
  return node;
}

static Node *
parse_name (Parser *parser)
{
  const char *start = parser->at;

  for (parser->at++; is_name_part (*parser->at); parser->at++)
    ;
  if (*parser->at == '.' && is_name_start (parser->at[1])) {
    for (parser->at += 2; is_name_part (*parser->at); parser->at++)
      ;
  }
  Node *node = node_new (parser, start, NODE_NAME, NULL, NULL);
  node->text = g_strndup (start, parser->at - start);
  if (take (parser, "[")) {
    node->left = parse_nested (parser);
    if (take (parser, ","))
      node->right = parse_nested (parser);
    if (!take (parser, "]"))
      fail (parser, "“]”");
  }
  return node;
}

static Node *
parse_atom (Parser *parser)
{
  skip_space (parser);
  const char *at = parser->at;

  if (parser->error != NULL)
    return NULL;
  if (g_ascii_isdigit (*at) || *at == '.')
    return parse_number (parser);
  if (*at == '"' || *at == '\'')
    return parse_text (parser);
  if (take (parser, "(")) {
    Node *node = parse_nested (parser);
    if (!take (parser, ")"))
      fail (parser, "“)”");
    return node;
  }
  if (take_word (parser, "true") || take_word (parser, "false")) {
    Node *node = node_new (parser, at, NODE_TRUTH, NULL, NULL);
    node->number = *at == 't';
    return node;
  }
  if (take_word (parser, "abs"))
    return parse_function (parser, at, NODE_ABS);
  if (take_word (parser, "min"))
    return parse_function (parser, at, NODE_MIN);
  if (take_word (parser, "max"))
    return parse_function (parser, at, NODE_MAX);
  if (is_name_start (*at) && !take_word (parser, "and") &&
      !take_word (parser, "or") && !take_word (parser, "not"))
    return parse_name (parser);
  parser->at = at;
  fail (parser, "a number, a name, a text or “(”");
  return NULL;
}

static Node *
parse_sign (Parser *parser)
{
  skip_space (parser);
  const char *at = parser->at;
  bool minus = take (parser, "-") || take (parser, "−");

  if (!minus && !take (parser, "+"))
    return parse_atom (parser);
  Node *node = enter (parser) ? parse_sign (parser) : NULL;
  parser->depth--;
  return minus ? node_new (parser, at, NODE_NEGATE, node, NULL) : node;
}

typedef struct {
  const char *sign;
  NodeKind kind;
} Operator;

/* What operator of the list stands here; takes it.  The list ends with NULL;
 * longer signs come before their beginnings. */
static const Operator *
take_operator (Parser *parser, const Operator *operators)
{
  for (; operators->sign != NULL; operators++) {
    if (g_ascii_isalpha (operators->sign[0])
            ? take_word (parser, operators->sign)
            : take (parser, operators->sign))
      return operators;
  }
  return NULL;
}

/* operand { operator operand }, from the left. */
static Node *
parse_chain (Parser *parser, Node *(*operand) (Parser *),
             const Operator *operators)
{
  const Operator *operator;
  Node *node = operand (parser);

  skip_space (parser);
  const char *at = parser->at;
  for (size_t n = 0; (operator= take_operator (parser, operators)) != NULL;
       n++) {
    if (n == MAX_CHAIN)
      fail (parser, "fewer operators in one row");
    node = node_new (parser, at, operator->kind, node, NULL);
    node->right = operand (parser);
    skip_space (parser);
    at = parser->at;
  }
  return node;
}

static Node *
parse_product (Parser *parser)
{
  static const Operator operators[] = {{"*", NODE_MULTIPLY},
                                       {"×", NODE_MULTIPLY},
                                       {"/", NODE_DIVIDE},
                                       {"÷", NODE_DIVIDE},
                                       {NULL}};

  return parse_chain (parser, parse_sign, operators);
}

static Node *
parse_sum (Parser *parser)
{
  static const Operator operators[] = {
      {"+", NODE_ADD}, {"-", NODE_SUBTRACT}, {"−", NODE_SUBTRACT}, {NULL}};

  return parse_chain (parser, parse_product, operators);
}

static Node *
parse_comparison (Parser *parser)
{
  static const Operator operators[] = {
      {"<=", NODE_LESS_EQUAL},    {"≤", NODE_LESS_EQUAL},
      {">=", NODE_GREATER_EQUAL}, {"≥", NODE_GREATER_EQUAL},
      {"==", NODE_EQUAL},         {"!=", NODE_UNEQUAL},
      {"≠", NODE_UNEQUAL},        {"<", NODE_LESS},
      {">", NODE_GREATER},        {NULL}};
  Node *left = parse_sum (parser);

  skip_space (parser);
  const char *at = parser->at;
  const Operator *operator= take_operator (parser, operators);
  if (operator== NULL)
    return left;
  return node_new (parser, at, operator->kind, left, parse_sum (parser));
}

static Node *
parse_not (Parser *parser)
{
  skip_space (parser);
  const char *at = parser->at;

  if (!take_word (parser, "not"))
    return parse_comparison (parser);
  Node *node = enter (parser) ? parse_not (parser) : NULL;
  parser->depth--;
  return node_new (parser, at, NODE_NOT, node, NULL);
}

static Node *
parse_and (Parser *parser)
{
  static const Operator operators[] = {{"and", NODE_AND}, {NULL}};

  return parse_chain (parser, parse_not, operators);
}

static Node *
parse_or (Parser *parser)
{
  static const Operator operators[] = {{"or", NODE_OR}, {NULL}};

  return parse_chain (parser, parse_and, operators);
}

EpiCondition *
epi_condition_parse (const char *text, GError **error)
{
  Parser parser = {text, text, 0, NULL};

  if (strlen (text) > MAX_LENGTH || !g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, EPI_CONDITION_ERROR, EPI_CONDITION_ERROR_SYNTAX,
                 "expected a condition of at most %d bytes in UTF-8",
                 MAX_LENGTH);
    return NULL;
  }
  Node *root = parse_or (&parser);
  skip_space (&parser);
  if (*parser.at != '\0')
    fail (&parser, "an operator or the end");
  if (parser.error != NULL) {
    g_propagate_error (error, parser.error);
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
