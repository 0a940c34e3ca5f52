/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/epi-story-text.h"

#include <md4c.h>
#include <string.h>

#define MAX_LISTS 32 /* lists inside lists; deeper ones are drawn as the 32nd  \
                      */

typedef struct {
  EpiPictures *pictures;
  GPtrArray *blocks;
  EpiBlock *block; /* the one being filled, or NULL */
  /* Where we are. */
  struct {
    bool ordered;
    int next; /* the number of the next item */
  } lists[MAX_LISTS];
  int n_lists, n_quotes;
  bool new_item; /* the next block is that of an item */
  int number;    /* of that item */
  int heading;   /* its level, or 0 */
  bool code_block;
  int n_emphasis, n_strong, n_code;
  bool formula, display;
  char *href; /* of the link we are in, or NULL */
  /* The text of the span being gathered. */
  GString *text;
} Reader;

static void
span_free (void *data)
{
  EpiSpan *span = data;

  g_free (span->text);
  g_free (span->href);
  g_free (span->spoken);
  g_clear_pointer (&span->svg, g_bytes_unref);
  g_free (span);
}

static void
block_free (void *data)
{
  EpiBlock *block = data;

  g_ptr_array_unref (block->spans);
  g_free (block);
}

static GPtrArray *
spans_new (void)
{
  return g_ptr_array_new_with_free_func (span_free);
}

static EpiSpanKind
span_kind (const Reader *reader)
{
  if (reader->formula)
    return EPI_SPAN_FORMULA;
  if (reader->href != NULL)
    return EPI_SPAN_LINK;
  if (reader->code_block || reader->n_code > 0)
    return EPI_SPAN_CODE;
  if (reader->n_strong > 0)
    return EPI_SPAN_STRONG;
  return reader->n_emphasis > 0 ? EPI_SPAN_EMPHASIS : EPI_SPAN_TEXT;
}

static EpiBlock *
block_open (Reader *reader, EpiBlockKind kind, int level)
{
  EpiBlock *block = g_new0 (EpiBlock, 1);

  block->kind = kind;
  block->level = level;
  block->spans = spans_new ();
  g_ptr_array_add (reader->blocks, block);
  return block;
}

/* The block that text goes to, here. */
static EpiBlock *
current_block (Reader *reader)
{
  if (reader->block != NULL)
    return reader->block;
  if (reader->code_block) {
    reader->block = block_open (reader, EPI_BLOCK_CODE, reader->n_lists);
  } else if (reader->heading > 0) {
    reader->block = block_open (reader, EPI_BLOCK_HEADING, reader->heading);
  } else if (reader->new_item) {
    reader->block = block_open (reader, EPI_BLOCK_ITEM, reader->n_lists);
    reader->block->number = reader->number;
    reader->new_item = false;
  } else if (reader->n_quotes > 0) {
    reader->block = block_open (reader, EPI_BLOCK_QUOTE, reader->n_quotes);
  } else {
    reader->block = block_open (reader, EPI_BLOCK_PARAGRAPH, reader->n_lists);
  }
  return reader->block;
}

/* The gathered text becomes a span. */
static void
flush (Reader *reader)
{
  if (reader->text->len == 0)
    return;
  EpiBlock *block = current_block (reader);
  EpiSpan *span = g_new0 (EpiSpan, 1);
  span->kind = span_kind (reader);
  span->text = span->kind == EPI_SPAN_FORMULA
                   ? epi_story_tidy (reader->text->str)
                   : g_strdup (reader->text->str);
  if (span->kind == EPI_SPAN_LINK)
    span->href = g_strdup (reader->href);
  if (span->kind == EPI_SPAN_FORMULA)
    epi_pictures_fill (reader->pictures, span, reader->display);
  g_ptr_array_add (block->spans, span);
  g_string_truncate (reader->text, 0);
}

/* Ends the block: without white space at its ends, and not at all when there
 * is nothing in it. */
static void
block_close (Reader *reader)
{
  flush (reader);
  EpiBlock *block = reader->block;
  reader->block = NULL;
  if (block == NULL)
    return;
  GPtrArray *spans = block->spans;
  if (spans->len > 0 && block->kind != EPI_BLOCK_CODE)
    g_strchug (((EpiSpan *)spans->pdata[0])->text);
  if (spans->len > 0)
    g_strchomp (((EpiSpan *)spans->pdata[spans->len - 1])->text);
  if (spans->len == 1 && ((EpiSpan *)spans->pdata[0])->text[0] == '\0')
    g_ptr_array_set_size (spans, 0);
  if (spans->len == 0 && block->kind != EPI_BLOCK_ITEM)
    g_ptr_array_remove (reader->blocks, block);
}

static void
enter_list (Reader *reader, bool ordered, int start)
{
  int at = MIN (reader->n_lists, MAX_LISTS - 1);

  reader->lists[at].ordered = ordered;
  reader->lists[at].next = start;
  reader->n_lists++;
}

static void
enter_item (Reader *reader)
{
  int at = CLAMP (reader->n_lists - 1, 0, MAX_LISTS - 1);

  reader->new_item = true;
  reader->number =
      reader->lists[at].ordered ? MAX (reader->lists[at].next++, 1) : 0;
}

static int
enter_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  Reader *reader = data;

  /* A paragraph inside an item goes on with the item. */
  block_close (reader);
  switch (type) {
  case MD_BLOCK_QUOTE:
    reader->n_quotes++;
    break;
  case MD_BLOCK_UL:
    enter_list (reader, false, 0);
    break;
  case MD_BLOCK_OL:
    enter_list (reader, true,
                (int)MIN (((MD_BLOCK_OL_DETAIL *)detail)->start, 1000000));
    break;
  case MD_BLOCK_LI:
    enter_item (reader);
    break;
  case MD_BLOCK_H:
    reader->heading = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
    break;
  case MD_BLOCK_CODE:
    reader->code_block = true;
    break;
  default:
    break;
  }
  return 0;
}

static int
leave_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  Reader *reader = data;

  block_close (reader);
  switch (type) {
  case MD_BLOCK_QUOTE:
    reader->n_quotes--;
    break;
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
    reader->n_lists--;
    break;
  case MD_BLOCK_LI:
    reader->new_item = false;
    break;
  case MD_BLOCK_H:
    reader->heading = 0;
    break;
  case MD_BLOCK_CODE:
    reader->code_block = false;
    break;
  default:
    break;
  }
  return 0;
}

/* The address of a link that may be opened, or NULL: it is text then. */
static char *
safe_href (const MD_ATTRIBUTE *href)
{
  if (href->size > 2000)
    return NULL;
  char *address = g_strndup (href->text, href->size);
  bool safe = g_str_has_prefix (address, "https://");
  for (const char *p = address; safe && *p != '\0'; p++)
    safe = *p > ' ' && *p < 0x7f && strchr ("\"'<>\\^`{|}", *p) == NULL;
  if (!safe)
    g_clear_pointer (&address, g_free);
  return address;
}

static int
enter_span (MD_SPANTYPE type, void *detail, void *data)
{
  Reader *reader = data;

  flush (reader);
  switch (type) {
  case MD_SPAN_EM:
    reader->n_emphasis++;
    break;
  case MD_SPAN_STRONG:
    reader->n_strong++;
    break;
  case MD_SPAN_CODE:
    reader->n_code++;
    break;
  case MD_SPAN_A:
    g_free (reader->href);
    reader->href = safe_href (&((MD_SPAN_A_DETAIL *)detail)->href);
    break;
  case MD_SPAN_LATEXMATH_DISPLAY: {
    block_close (reader);
    reader->block = block_open (reader, EPI_BLOCK_FORMULA, reader->n_lists);
    reader->formula = reader->display = true;
    break;
  }
  case MD_SPAN_LATEXMATH:
    reader->formula = true;
    break;
  default:
    break;
  }
  return 0;
}

static int
leave_span (MD_SPANTYPE type, void *detail, void *data)
{
  Reader *reader = data;

  flush (reader);
  switch (type) {
  case MD_SPAN_EM:
    reader->n_emphasis--;
    break;
  case MD_SPAN_STRONG:
    reader->n_strong--;
    break;
  case MD_SPAN_CODE:
    reader->n_code--;
    break;
  case MD_SPAN_A:
    g_clear_pointer (&reader->href, g_free);
    break;
  case MD_SPAN_LATEXMATH_DISPLAY:
    block_close (reader);
    reader->formula = reader->display = false;
    break;
  case MD_SPAN_LATEXMATH:
    reader->formula = false;
    break;
  default:
    break;
  }
  return 0;
}

static void
append_entity (GString *text, const char *entity, size_t length)
{
  static const struct {
    const char *entity, *text;
  } known[] = {{"&amp;", "&"},   {"&lt;", "<"},        {"&gt;", ">"},
               {"&quot;", "\""}, {"&nbsp;", "\u00a0"}, {"&ndash;", "–"},
               {"&mdash;", "—"}, {"&hellip;", "…"},    {"&minus;", "−"}};
  guint64 code = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
    if (strlen (known[i].entity) == length &&
        memcmp (known[i].entity, entity, length) == 0) {
      g_string_append (text, known[i].text);
      return;
    }
  }
  if (length > 4 && g_ascii_tolower (entity[2]) == 'x' && entity[1] == '#')
    code = g_ascii_strtoull (entity + 3, NULL, 16);
  else if (length > 3 && entity[1] == '#')
    code = g_ascii_strtoull (entity + 2, NULL, 10);
  if (code >= ' ' && code < 0x110000 && g_unichar_validate ((gunichar)code) &&
      !g_unichar_iscntrl ((gunichar)code))
    g_string_append_unichar (text, (gunichar)code);
  else
    g_string_append_len (text, entity, (gssize)length);
}

static int
add_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
  Reader *reader = data;

  switch (type) {
  case MD_TEXT_NULLCHAR:
    break;
  case MD_TEXT_BR:
    g_string_append_c (reader->text, '\n');
    break;
  case MD_TEXT_SOFTBR:
    g_string_append_c (reader->text, ' ');
    break;
  case MD_TEXT_ENTITY:
    append_entity (reader->text, text, size);
    break;
  default:
    g_string_append_len (reader->text, text, size);
  }
  return 0;
}

GPtrArray *
epi_story_blocks (const char *text, size_t length, EpiPictures *pictures)
{
  static const MD_PARSER parser = {
      .flags = MD_FLAG_NOHTML | MD_FLAG_LATEXMATHSPANS,
      .enter_block = enter_block,
      .leave_block = leave_block,
      .enter_span = enter_span,
      .leave_span = leave_span,
      .text = add_text,
  };
  Reader reader = {
      .pictures = pictures,
      .blocks = g_ptr_array_new_with_free_func (block_free),
      .text = g_string_new (NULL),
  };

  md_parse (text, (MD_SIZE)length, &parser, &reader);
  g_string_free (reader.text, TRUE);
  g_free (reader.href);
  return reader.blocks;
}

GPtrArray *
epi_story_spans (const char *text, EpiPictures *pictures)
{
  GPtrArray *blocks = epi_story_blocks (text, strlen (text), pictures);
  GPtrArray *spans = spans_new ();

  for (guint i = 0; i < blocks->len; i++) {
    EpiBlock *block = blocks->pdata[i];
    for (guint j = 0; j < block->spans->len; j++)
      g_ptr_array_add (spans, block->spans->pdata[j]);
    g_ptr_array_set_free_func (block->spans, NULL); /* they have moved */
  }
  g_ptr_array_unref (blocks);
  return spans;
}
