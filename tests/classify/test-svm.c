/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-svm.h"

#include "some-examples.h"

#include <string.h>

static EpiSvmOptions
options (size_t kernel)
{
  return (EpiSvmOptions){.kernel = some_kernels[kernel],
                         .C = 1,
                         .gap = 1e-8,
                         .shrinking = true,
                         .cache_bytes = 1 << 20,
                         .certify = true};
}

static bool
read_text (const char *text, size_t length, EpiSvm *out, GError **error)
{
  EpiLines lines = {0};
  g_assert_true (epi_lines_bytes (&lines, text, length, "it", error));
  bool good = epi_svm_read (&lines, out, error);
  epi_lines_close (&lines);
  g_assert_true (good == (*error == NULL));
  return good;
}

static void
test_every_pair_is_proven (void)
{
  EpiExamples e = some_examples (150, 4, 3, 1, 9);
  size_t n_support[2] = {0};

  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++)
    for (int ipm = 0; ipm < 2; ipm++) {
      EpiSvmOptions wish = options (k);
      EpiSvm svm;
      wish.interior_point = ipm;
      g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &svm), ==,
                       EPI_CONVERGED);
      g_assert_cmpuint (svm.n_pairs, ==, 3);
      n_support[ipm] = svm.support.cols;
      for (size_t p = 0; p < svm.n_pairs; p++) {
        g_assert_cmpint (svm.pairs[p].certificate.status, ==, EPI_OPTIMAL);
        g_assert_cmpuint (svm.pairs[p].n_bound, <=, svm.pairs[p].n_support);
      }
      epi_svm_clear (&svm);
      /* The same vectors carry the machine, whoever found it, but for one on
       * the margin whose multiplier is nearly zero.  (Of a curved kernel many
       * are.) */
      if (ipm && some_kernels[k].kind == EPI_KERNEL_LINEAR) {
        g_assert_cmpuint (n_support[1], >=, n_support[0]);
        g_assert_cmpuint (n_support[1], <=, n_support[0] + 1);
      }
    }
  epi_examples_clear (&e);
}

/* With an RBF kernel narrow enough every finite set without contradictions is
 * separated (its matrix has full rank). */
static void
test_a_narrow_kernel_learns_by_heart (void)
{
  EpiExamples e = some_examples (150, 4, 3, 1, 9);
  EpiSvmOptions wish = options (2);
  double label[150];
  EpiSvm svm;

  wish.kernel.gamma = 1e4;
  wish.C = 1e4;
  g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &svm), ==, EPI_CONVERGED);
  g_assert_cmpint (epi_svm_predict (&svm, &e.X, NULL, label, NULL), ==, EPI_OK);
  g_assert_cmpmem (label, sizeof label, e.label, sizeof label);
  epi_svm_clear (&svm);
  epi_examples_clear (&e);
}

/* What is written is read as the same machine: the same values, to the bit. */
static void
test_a_model_survives_its_file (void)
{
  EpiExamples e = some_examples (90, 4, 3, 0.8, 9);

  for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
    EpiSvmOptions wish = options (k);
    double label[90], again[90], f[90 * 3], g[90 * 3];
    EpiSvm svm, read;
    GError *error = NULL;
    size_t length;
    g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &svm), ==, EPI_CONVERGED);
    char *text = epi_svm_write (&svm, &length);
    g_assert_true (read_text (text, length, &read, &error));
    g_assert_cmpint (epi_svm_predict (&svm, &e.X, NULL, label, f), ==, EPI_OK);
    g_assert_cmpint (epi_svm_predict (&read, &e.X, NULL, again, g), ==, EPI_OK);
    g_assert_cmpmem (label, sizeof label, again, sizeof again);
    g_assert_cmpmem (f, sizeof f, g, sizeof g);
    for (size_t cut = 0; cut + 2 < length; cut++) { /* cut off anywhere */
      EpiSvm part;
      if (read_text (text, cut, &part, &error))
        g_assert_cmpuint (part.support.cols, ==, svm.support.cols);
      epi_svm_clear (&part);
      g_clear_error (&error);
    }
    g_free (text);
    epi_svm_clear (&svm);
    epi_svm_clear (&read);
  }
  epi_examples_clear (&e);
}

static void
test_a_wrong_model_is_refused_with_its_line (void)
{
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"svm_type nu_svc\n", "line 1|nu_svc|c_svc"},
      {"svm_type c_svc\nkernel_type sigmoid\n", "line 2|sigmoid|rbf"},
      {"svm_type c_svc\nkernel_type rbf\ngamma 1\nnr_class 1\n", "line 4|1"},
      {"svm_type c_svc\nkernel_type rbf\nnr_class 1000000000\n", "line 3"},
      {"svm_type c_svc\nrho 1\n", "line 2|nr_class"},
      {"svm_type c_svc\nkernel_type linear\nnr_class 9999\nrho 1\n",
       "line 4|one a pair"},
      {"svm_type c_svc\nkernel_type linear\nnr_class 2\nrho 0\nrho 1\n",
       "line 5|second time"},
      {"svm_type c_svc\nkernel_type rbf\nnr_class 2\nSV\n", "line 4|gamma"},
      {"svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 3\nrho 0\n"
       "label 1 -1\nnr_sv 1 1\nSV\n",
       "adds up to 2|3"},
      {"svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 1000000000\n"
       "rho 0\nlabel 1 -1\nnr_sv 500000000 500000000\nSV\n1 1:1\n",
       "ends|support vector"},
      {"svm_type c_svc\nkernel_type linear\nnr_class 2\ntotal_sv 2\nrho 0\n"
       "label 1 -1\nnr_sv 1 1\nSV\n1 1:1\nnan 1:1\n",
       "line 10|nan"},
  };

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiSvm svm;
    GError *error = NULL;
    char **words = g_strsplit (wrong[i].words, "|", -1);
    g_assert_false (
        read_text (wrong[i].text, strlen (wrong[i].text), &svm, &error));
    for (size_t w = 0; words[w] != NULL; w++)
      if (strstr (error->message, words[w]) == NULL)
        g_error ("“%s” does not say “%s”", error->message, words[w]);
    g_strfreev (words);
    g_error_free (error);
  }
}

static void
test_one_class_is_no_problem_to_solve (void)
{
  EpiExamples e = some_examples (10, 2, 2, 1, 9);
  EpiSvmOptions wish = options (0);
  EpiSvm svm;

  for (size_t i = 0; i < 10; i++)
    e.label[i] = 1;
  g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &svm), ==, EPI_UNSUPPORTED);
  epi_examples_clear (&e);
}

/* Twins with opposite labels cannot be separated: at least one of each two has
 * slack 1 or more together, and all is still proven. */
static void
test_contradictions_are_solved_too (void)
{
  EpiExamples e = some_examples (40, 2, 2, 1, 9);

  for (size_t i = 0; i < 40; i += 2)
    for (size_t f = 0; f < 2; f++)
      e.X.value[2 * (i + 1) + f] = e.X.value[2 * i + f];
  for (int equal = 0; equal < 2; equal++) {
    for (size_t k = 0; k < G_N_ELEMENTS (some_kernels); k++) {
      EpiSvmOptions wish = options (k);
      EpiSvm svm;
      g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &svm), ==,
                       EPI_CONVERGED);
      g_assert_cmpint (svm.pairs[0].certificate.status, ==, EPI_OPTIMAL);
      g_assert_cmpfloat (svm.pairs[0].certificate.primal, >=, 40 - 1e-6);
      epi_svm_clear (&svm);
    }
    for (size_t i = 0; i < 80; i++)
      e.X.value[i] = 0.5; /* and then all points are one */
  }
  epi_examples_clear (&e);
}

/* With a weight a class's C is as if its examples stood there more often. */
static void
test_a_weight_is_like_repeating (void)
{
  EpiExamples e = some_examples (30, 2, 2, 1, 9), more;
  EpiSvmWeight weight = {1, 2};
  EpiSvmOptions wish = options (2);
  size_t which[45], m = 0;
  EpiSvm once, twice;

  for (size_t i = 0; i < 30; i++) {
    which[m++] = i;
    if (e.label[i] == 1)
      which[m++] = i;
  }
  g_assert_cmpint (epi_examples_pick (&e, which, m, &more), ==, EPI_OK);
  g_assert_cmpint (epi_svm_train (&more, &wish, NULL, &twice), ==,
                   EPI_CONVERGED);
  wish.weights = &weight;
  wish.n_weights = 1;
  g_assert_cmpint (epi_svm_train (&e, &wish, NULL, &once), ==, EPI_CONVERGED);
  g_assert_cmpfloat (
      fabs (once.pairs[0].certificate.dual - twice.pairs[0].certificate.dual),
      <=, 2e-8 * (1 + once.pairs[0].certificate.dual));
  epi_svm_clear (&once);
  epi_svm_clear (&twice);
  epi_examples_clear (&e);
  epi_examples_clear (&more);
}

static void
test_folds_predict_what_they_have_not_seen (void)
{
  EpiExamples e = some_examples (100, 2, 2, 1, 9);
  EpiSvmOptions wish = options (2);
  double first[100], again[100];
  size_t right = 0;

  wish.certify = false;
  /* By heart: what was seen is right, what was not is guessed at. */
  wish.kernel.gamma = 1e8;
  g_assert_cmpint (epi_svm_cross_validate (&e, &wish, 5, 1, NULL, first), ==,
                   EPI_OK);
  g_assert_cmpint (epi_svm_cross_validate (&e, &wish, 5, 1, NULL, again), ==,
                   EPI_OK);
  g_assert_cmpmem (first, sizeof first, again, sizeof again);
  for (size_t i = 0; i < 100; i++)
    right += first[i] == e.label[i];
  g_assert_cmpuint (right, <, 75);
  epi_examples_clear (&e);
}

static void
test_it_can_be_interrupted (void)
{
  EpiExamples e = some_examples (30, 2, 2, 1, 9);
  EpiSvmOptions wish = options (2);
  EpiCancel cancel = {0};
  EpiSvm svm;

  epi_cancel_raise (&cancel);
  g_assert_cmpint (epi_svm_train (&e, &wish, &cancel, &svm), ==,
                   EPI_INTERRUPTED);
  g_assert_null (svm.pairs);
  epi_examples_clear (&e);
}

static void
test_memory_may_run_out (void)
{
  EpiExamples e = some_examples (20, 2, 3, 1, 9);
  EpiSvmOptions wish = options (2);
  EpiSvm svm;
  long n = 0;

  for (EpiStatus status = EPI_NO_MEMORY; status != EPI_CONVERGED; n++) {
    epi_alloc_fail_at (n);
    status = epi_svm_train (&e, &wish, NULL, &svm);
    g_assert_true (status == EPI_CONVERGED || status == EPI_NO_MEMORY);
  }
  epi_alloc_fail_at (-1);
  g_assert_cmpint (n, >, 20);
  epi_svm_clear (&svm);
  epi_examples_clear (&e);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/svm/every pair is proven", test_every_pair_is_proven);
  g_test_add_func ("/svm/a narrow kernel learns by heart",
                   test_a_narrow_kernel_learns_by_heart);
  g_test_add_func ("/svm/a model survives its file",
                   test_a_model_survives_its_file);
  g_test_add_func ("/svm/a wrong model is refused with its line",
                   test_a_wrong_model_is_refused_with_its_line);
  g_test_add_func ("/svm/one class is no problem to solve",
                   test_one_class_is_no_problem_to_solve);
  g_test_add_func ("/svm/contradictions are solved too",
                   test_contradictions_are_solved_too);
  g_test_add_func ("/svm/a weight is like repeating",
                   test_a_weight_is_like_repeating);
  g_test_add_func ("/svm/folds predict what they have not seen",
                   test_folds_predict_what_they_have_not_seen);
  g_test_add_func ("/svm/it can be interrupted", test_it_can_be_interrupted);
  g_test_add_func ("/svm/memory may run out", test_memory_may_run_out);
  return g_test_run ();
}
