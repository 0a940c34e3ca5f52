/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree of a condition: made by epi-condition-parse.c, walked by
 * epi-condition.c; nobody else includes this.
 *
 *     or          := and { "or" and }
 *     and         := not { "and" not }
 *     not         := "not" not | comparison
 *     comparison  := sum [ (< <= > >= == !=) sum ]
 *     sum         := product { (+ -) product }
 *     product     := sign { (* /) sign }
 *     sign        := (+ -) sign | atom
 *     atom        := number | text | true | false | "(" or ")"
 *                  | abs "(" or ")" | (min max) "(" or "," or ")"
 *                  | name [ "[" or [ "," or ] "]" ]
 */
#pragma once

#include "kit/epi-condition.h"

typedef enum {
  NODE_NUMBER,
  NODE_TRUTH,
  NODE_TEXT,
  NODE_NAME, /* left, right: its indices, or NULL */
  NODE_OR,
  NODE_AND,
  NODE_NOT,
  NODE_LESS,
  NODE_LESS_EQUAL,
  NODE_GREATER,
  NODE_GREATER_EQUAL,
  NODE_EQUAL,
  NODE_UNEQUAL,
  NODE_NEGATE,
  NODE_ADD,
  NODE_SUBTRACT,
  NODE_MULTIPLY,
  NODE_DIVIDE,
  NODE_ABS,
  NODE_MIN,
  NODE_MAX,
} NodeKind;

typedef struct Node Node;
struct Node {
  NodeKind kind;
  size_t position; /* in the text, from 1 on, in characters */
  double number;
  char *text; /* of a text or a name: owned */
  Node *left, *right;
};

struct EpiCondition {
  Node *root;
};
