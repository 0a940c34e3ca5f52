/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "story-text.h"

#include <stdint.h>
#include <string.h>

static EpiStory *
parse (const char *text, const char *folder)
{
  GError *error = NULL;
  EpiStory *story = epi_story_parse (text, strlen (text), folder, &error);

  g_assert_no_error (error);
  g_assert_nonnull (story);
  return story;
}

/* Each span as "kind:text", joined by |. */
static void
assert_spans (const GPtrArray *spans, const char *expected)
{
  static const char *const kinds[] = {"text", "em",      "strong",
                                      "code", "formula", "link"};
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spans->len; i++) {
    const EpiSpan *span = spans->pdata[i];
    g_string_append_printf (text, "%s%s:%s", i > 0 ? "|" : "",
                            kinds[span->kind], span->text);
  }
  g_assert_cmpstr (text->str, ==, expected);
  g_string_free (text, TRUE);
}

static void
test_a_story_is_front_matter_and_steps (void)
{
  EpiStory *story = parse ("---\n# a comment\nlesson: least-squares\n"
                           "title: Least: squares\ntopic: Fit\n"
                           "summary: One.\nkeywords: a b, c ,d\n---\n\n"
                           "## What a square costs\r\nText.\r\n"
                           "set: degree=1\nset: loss=huber;\n  ridge=2\n"
                           "ask: Which\n   one?\ncheck: R2 < 0.5\n"
                           "hint: Look.\nanswer: degree=3\n"
                           "## Second\n",
                           NULL);

  g_assert_cmpstr (story->lesson, ==, "least-squares");
  g_assert_cmpstr (story->title, ==, "Least: squares");
  g_assert_cmpstr (story->topic, ==, "Fit");
  g_assert_cmpstr (story->summary, ==, "One.");
  g_assert_cmpuint (g_strv_length (story->keywords), ==, 3);
  g_assert_cmpstr (story->keywords[1], ==, "c");
  g_assert_cmpuint (story->steps->len, ==, 2);
  const EpiStep *step = step_of (story, 0);
  g_assert_cmpstr (step->title, ==, "What a square costs");
  g_assert_cmpstr (step->set, ==, "degree=1; loss=huber; ridge=2");
  g_assert_cmpstr (step->ask, ==, "Which one?");
  g_assert_cmpstr (step->check, ==, "R2 < 0.5");
  g_assert_cmpstr (step->hint, ==, "Look.");
  g_assert_cmpstr (step->answer, ==, "degree=3");
  assert_spans (step->ask_spans, "text:Which one?");
  g_assert_cmpuint (step->blocks->len, ==, 1);
  step = step_of (story, 1);
  g_assert_null (step->set);
  g_assert_null (step->ask_spans);
  g_assert_cmpuint (step->blocks->len, ==, 0);
  epi_story_free (story);
}

static void
test_a_step_says_where_the_playhead_stands (void)
{
  EpiStory *story = parse (HEAD "## A\nplayhead: start\n## B\nplayhead: 12\n"
                                "## C\nset: degree=1\nplayhead: end\n"
                                "## D\nset: degree=2\n",
                           NULL);
  static const size_t expected[] = {0, 12, SIZE_MAX, SIZE_MAX};

  for (guint i = 0; i < 4; i++) {
    g_assert_cmpuint (step_of (story, i)->playhead, ==, expected[i]);
    g_assert_true (step_of (story, i)->has_playhead == (i < 3));
  }
  epi_story_free (story);
}

static void
test_markdown_becomes_blocks_of_spans (void)
{
  EpiStory *story =
      parse (HEAD "## S\nA *b* **c** `d$e$`\nf [g](https://a.org/x?y=1).\n\n"
                  "### Head\n\n- one\n- two\n  1. inner\n\n> said\n\n"
                  "```\n## no step\nset: none\n```\n",
             NULL);

  assert_spans (block_of (story, 0)->spans,
                "text:A |em:b|text: |strong:c|text: |code:d$e$|text: f "
                "|link:g|text:.");
  const EpiSpan *link = block_of (story, 0)->spans->pdata[7];
  g_assert_cmpstr (link->href, ==, "https://a.org/x?y=1");
  g_assert_cmpint (block_of (story, 1)->kind, ==, EPI_BLOCK_HEADING);
  g_assert_cmpint (block_of (story, 1)->level, ==, 3);
  g_assert_cmpint (block_of (story, 2)->kind, ==, EPI_BLOCK_ITEM);
  g_assert_cmpint (block_of (story, 2)->number, ==, 0);
  assert_spans (block_of (story, 3)->spans, "text:two");
  g_assert_cmpint (block_of (story, 4)->level, ==, 2);
  g_assert_cmpint (block_of (story, 4)->number, ==, 1);
  g_assert_cmpint (block_of (story, 5)->kind, ==, EPI_BLOCK_QUOTE);
  g_assert_cmpint (block_of (story, 6)->kind, ==, EPI_BLOCK_CODE);
  assert_spans (block_of (story, 6)->spans, "code:## no step\nset: none");
  g_assert_null (step_of (story, 0)->set);
  epi_story_free (story);
}

static void
test_formulas_keep_their_tex (void)
{
  EpiStory *story = parse (HEAD "## S\nCost $\\|A_i*\\theta_j*\\|^2$ here:\n"
                                "$$a\n  = b$$\nand on.\n\n"
                                "- item $x$\nask: Is $2/L$ big?\n",
                           NULL);

  assert_spans (block_of (story, 0)->spans,
                "text:Cost |formula:\\|A_i*\\theta_j*\\|^2|text: here:");
  g_assert_cmpint (block_of (story, 1)->kind, ==, EPI_BLOCK_FORMULA);
  assert_spans (block_of (story, 1)->spans, "formula:a = b");
  assert_spans (block_of (story, 2)->spans, "text:and on.");
  assert_spans (block_of (story, 3)->spans, "text:item |formula:x");
  assert_spans (step_of (story, 0)->ask_spans,
                "text:Is |formula:2/L|text: big?");
  epi_story_free (story);
}

static void
test_formula_names_do_not_depend_on_white_space (void)
{
  /* Python: hashlib.sha256(b"inline:a + b").hexdigest()[:16] */
  char *name = epi_story_formula_name (" a\n +\tb ", false);
  char *same = epi_story_formula_name ("a + b", false);
  char *display = epi_story_formula_name ("a + b", true);

  g_assert_cmpstr (name, ==, "ac6ad997277abf7f.svg");
  g_assert_cmpstr (name, ==, same);
  g_assert_cmpstr (name, !=, display);
  g_free (name);
  g_free (same);
  g_free (display);
}

static void
test_what_a_stranger_may_not_is_only_text (void)
{
  EpiStory *story =
      parse (HEAD "## S\n<script>alert(1)</script> <b>bold</b>\n\n"
                  "![words](../../etc/passwd) [l](http://a.org) "
                  "[j](javascript:alert(1)) [f](file:///etc/passwd) "
                  "[q](<https://a.org/\"x>) &lt;&#x41;&#7;&bogus;\n",
             NULL);

  assert_spans (block_of (story, 0)->spans,
                "text:<script>alert(1)</script> <b>bold</b>");
  const EpiBlock *block = block_of (story, 1);
  for (guint i = 0; i < block->spans->len; i++) {
    const EpiSpan *span = block->spans->pdata[i];
    g_assert_cmpint (span->kind, ==, EPI_SPAN_TEXT);
    g_assert_null (strstr (span->text, "passwd"));
  }
  const EpiSpan *last = block->spans->pdata[block->spans->len - 1];
  g_assert_true (g_str_has_suffix (last->text, "<A&#7;&bogus;"));
  epi_story_free (story);
}

static void
test_bad_stories_are_refused_with_a_line (void)
{
  static const struct {
    const char *text, *says;
  } bad[] = {
      {"", "line 1: found no front matter"},
      {"# Title\n", "line 1: found no front matter"},
      {"---\nlesson: a\n", "found the end of the file"},
      {"---\nlesson: a\n---\n## S\n", "line 3: the front matter ends without "
                                      "title:"},
      {"---\nlesson: a\nlesson: b\n", "line 3: found “lesson: b”"},
      {"---\nauthor: me\n", "line 2: found “author: me”"},
      {HEAD, "found no step"},
      {HEAD "Hello\n## S\n", "line 5: found “Hello” before the first step"},
      {HEAD "##\n", "line 5: found ##"},
      {HEAD "## S\nset:\n", "line 6: found nothing behind set:"},
      {HEAD "## S\nplayhead: last\n", "line 6: found playhead: last, expected"},
      {HEAD "## S\nplayhead: -1\n", "line 6: found playhead: -1, expected"},
      {HEAD "## S\nplayhead: 1.5\n", "line 6: found playhead: 1.5, expected"},
      {HEAD "## S\nplayhead: 3\nplayhead: end\n",
       "line 7: found a second playhead:"},
      {HEAD "## S\nask: a\nask: b\n", "line 7: found a second ask:"},
      {HEAD "## S\n\ncheck: a > 1\n", "line 7: found an exercise without ask:"},
      {HEAD "## S\nask: a\nanswer: b\n", "line 7: found answer: without"},
      {HEAD "## S\nask: a\ncheck: b >\n## T\n", "line 7: check: at 4: found "
                                                "the end"},
      {HEAD "## S\n\xff\n", "line 6: found a byte that is no UTF-8"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
    GError *error = NULL;
    g_assert_null (
        epi_story_parse (bad[i].text, strlen (bad[i].text), NULL, &error));
    g_assert_error (error, EPI_STORY_ERROR, EPI_STORY_ERROR_SYNTAX);
    if (strstr (error->message, bad[i].says) == NULL)
      g_error ("“%s”: %s", bad[i].text, error->message);
    g_error_free (error);
  }
  char *large = g_strnfill (2 << 20, 'a');
  g_assert_null (epi_story_parse (large, 2 << 20, NULL, NULL));
  g_free (large);
}

static void
test_deep_markdown_is_bounded (void)
{
  const char *const pieces[] = {"> ", "- ", "*", "[", "![", "`", "1. ", "$"};

  for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
    GString *text = g_string_new (HEAD "## S\n");
    for (int j = 0; j < 5000; j++)
      g_string_append (text, pieces[i]);
    g_string_append (text, "x\n");
    epi_story_free (parse (text->str, NULL));
    g_string_free (text, TRUE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/story/a-story-is-front-matter-and-steps",
                   test_a_story_is_front_matter_and_steps);
  g_test_add_func ("/story/a-step-says-where-the-playhead-stands",
                   test_a_step_says_where_the_playhead_stands);
  g_test_add_func ("/story/markdown-becomes-blocks-of-spans",
                   test_markdown_becomes_blocks_of_spans);
  g_test_add_func ("/story/formulas-keep-their-tex",
                   test_formulas_keep_their_tex);
  g_test_add_func ("/story/formula-names-do-not-depend-on-white-space",
                   test_formula_names_do_not_depend_on_white_space);
  g_test_add_func ("/story/what-a-stranger-may-not-is-only-text",
                   test_what_a_stranger_may_not_is_only_text);
  g_test_add_func ("/story/bad-stories-are-refused-with-a-line",
                   test_bad_stories_are_refused_with_a_line);
  g_test_add_func ("/story/deep-markdown-is-bounded",
                   test_deep_markdown_is_bounded);
  return g_test_run ();
}
