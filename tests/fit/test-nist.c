/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-ls-qr.h"
#include "fit/epi-ls-svd.h"
#include "fit/epi-nist.h"
#include "fit/epi-nonlinear.h"
#include "fit/epi-normal-equations.h"

#include <math.h>
#include <string.h>

#define LINEAR_DIGITS 9
#define FILIP_DIGITS 7
#define NONLINEAR_DIGITS 6

/* The folder of the certified sets, or NULL: then the test is skipped. */
static char *
folder (void)
{
  const char *shared = g_getenv ("EPIGRAPH_SHARED_DIR");
  char *path =
      g_build_filename (shared != NULL ? shared : "", "problems", "ls", NULL);

  if (shared != NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
    return path;
  g_free (path);
  g_test_skip ("no folder problems/ls under EPIGRAPH_SHARED_DIR");
  return NULL;
}

typedef void (*SetFunc) (const EpiNist *nist);

/* Every .dat file there is, known or not. */
static void
for_each_set (SetFunc func)
{
  char *path = folder ();
  GDir *dir = path != NULL ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;
  size_t count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!g_str_has_suffix (name, ".dat"))
      continue;
    GError *error = NULL;
    char *file = g_build_filename (path, name, NULL);
    EpiNist *nist = epi_nist_read (file, &error);
    g_assert_no_error (error);
    func (nist);
    epi_nist_free (nist);
    g_free (file);
    count++;
  }
  if (dir != NULL) {
    g_dir_close (dir);
    g_assert_cmpuint (count, >, 0);
  }
  g_free (path);
}

/* The digits of one linear method; 0 when it fails. */
static double
linear_digits (const EpiNist *nist, EpiMethod *method)
{
  double digits = 0;

  if (epi_method_run (method, 100 + 2 * nist->n_parameters, NULL, NULL) ==
      EPI_CONVERGED)
    digits = epi_nist_digits (nist, method->x);
  epi_method_free (method);
  return digits;
}

typedef struct {
  double normal, qr, svd, refined;
} Digits;

static Digits
all_linear_digits (const EpiNist *nist)
{
  EpiMatrix A, A_low, B, B_low;
  EpiMethod *method;
  Digits digits;

  g_assert_cmpint (epi_nist_matrices (nist, &A, &A_low, &B, &B_low), ==,
                   EPI_OK);
  EpiLs ls = {.A = A, .B = B};
  EpiLsQrOptions options = {
      .refinements = 30, .A_low = &A_low, .B_low = &B_low};
  epi_normal_equations_new (&ls, &method);
  digits.normal = linear_digits (nist, method);
  epi_ls_qr_new (&ls, NULL, &method);
  digits.qr = linear_digits (nist, method);
  epi_ls_svd_new (&ls, &method);
  digits.svd = linear_digits (nist, method);
  epi_ls_qr_new (&ls, &options, &method);
  digits.refined = linear_digits (nist, method);
  epi_matrix_clear (&A);
  epi_matrix_clear (&A_low);
  epi_matrix_clear (&B);
  epi_matrix_clear (&B_low);
  g_test_message ("%-10s normal equations %4.1f, QR %4.1f, SVD %4.1f, "
                  "QR refined %4.1f digits",
                  nist->name, digits.normal, digits.qr, digits.svd,
                  digits.refined);
  return digits;
}

static void
check_linear (const EpiNist *nist)
{
  if (nist->nonlinear)
    return;
  double goal =
      strcmp (nist->name, "Filip") == 0 ? FILIP_DIGITS : LINEAR_DIGITS;
  g_assert_cmpfloat (all_linear_digits (nist).refined, >=, goal);
}

static void
test_linear_sets_reach_nine_digits (void)
{
  for_each_set (check_linear);
}

/* The digits from one start, and whether what was found is a minimum that is
 * not the certified one. */
static double
nonlinear_digits (const EpiNist *nist, int start, bool *local)
{
  EpiFormulaResiduals residuals;
  EpiNonlinearCheck check;
  EpiMethod *method;

  epi_nist_residuals (nist, &residuals);
  g_assert_cmpint (epi_nonlinear_new (EPI_LEVENBERG_MARQUARDT, &residuals.base,
                                      nist->start[start], &method),
                   ==, EPI_OK);
  EpiStatus status = epi_method_run (method, 20000, NULL, NULL);
  double digits = epi_nist_digits (nist, method->x);
  *local = status == EPI_CONVERGED &&
           epi_nonlinear_check (&residuals.base, method->x, &check) == EPI_OK &&
           check.minimum && method->f > 1.0001 * nist->certified_rss;
  g_test_message ("%-10s start %d: %s after %zu steps, %4.1f digits%s",
                  nist->name, start + 1, epi_status_word (status), method->k,
                  digits, *local ? ", a local minimum" : "");
  epi_method_free (method);
  epi_formula_residuals_clear (&residuals);
  return digits;
}

static void
check_nonlinear (const EpiNist *nist)
{
  bool local;

  if (!nist->nonlinear)
    return;
  double first = nonlinear_digits (nist, 0, &local);
  if (strcmp (nist->name, "MGH17") == 0 && first < NONLINEAR_DIGITS)
    g_assert_true (local); /* then it is named as what it is */
  else
    g_assert_cmpfloat (first, >=, NONLINEAR_DIGITS);
  g_assert_cmpfloat (nonlinear_digits (nist, 1, &local), >=, NONLINEAR_DIGITS);
}

static void
test_nonlinear_sets_reach_six_digits_from_both_starts (void)
{
  for_each_set (check_nonlinear);
}

/* One column of a tab-separated line. */
static char *
field (const char *line, size_t column)
{
  char **fields = g_strsplit (line, "\t", -1);
  char *text = g_strdup (column < g_strv_length (fields) ? fields[column] : "");

  g_strfreev (fields);
  return text;
}

/* What the reader finds in the .dat files is what the tables say. */
static void
test_the_reader_agrees_with_the_tables (void)
{
  char *path = folder (), *text = NULL;

  if (path == NULL)
    return;
  char *table = g_build_filename (path, "certified.tsv", NULL);
  g_assert_true (g_file_get_contents (table, &text, NULL, NULL));
  char **lines = g_strsplit (g_strstrip (text), "\n", -1);
  for (char **line = lines + 1; *line != NULL; line++) {
    char *name = field (*line, 0), *parameter = field (*line, 1);
    char *value = field (*line, 2), *start = field (*line, 4);
    char *dat = g_strconcat (name, ".dat", NULL);
    char *file = g_build_filename (path, dat, NULL);
    EpiNist *nist = epi_nist_read (file, NULL);
    size_t j = 0;
    while (j < nist->n_parameters &&
           strcmp (nist->parameters[j], parameter) != 0)
      j++;
    g_assert_cmpuint (j, <, nist->n_parameters);
    g_assert_cmpfloat (nist->certified[j], ==, g_ascii_strtod (value, NULL));
    g_assert_true (nist->nonlinear == (*start != '\0'));
    if (nist->nonlinear)
      g_assert_cmpfloat (nist->start[0][j], ==, g_ascii_strtod (start, NULL));
    epi_nist_free (nist);
    g_free (name);
    g_free (parameter);
    g_free (value);
    g_free (start);
    g_free (dat);
    g_free (file);
  }
  g_strfreev (lines);
  g_free (text);
  g_free (table);
  g_free (path);
}

/* The certified parameters give the certified residual sum of squares. */
static void
check_rss (const EpiNist *nist)
{
  EpiFormulaResiduals residuals;
  double *r = g_new (double, nist->n_rows);
  long double sum = 0;

  g_assert_true (isfinite (nist->certified_rss));
  epi_nist_residuals (nist, &residuals);
  g_assert_true (
      residuals.base.eval (&residuals.base, nist->certified, r, NULL));
  for (size_t i = 0; i < nist->n_rows; i++)
    sum += (long double)r[i] * r[i];
  /* Around the minimum f grows with the square of the parameters' rounding:
   * 11 digits are certified, and κ is below 10⁵. */
  g_assert_cmpfloat_with_epsilon ((double)sum, nist->certified_rss,
                                  1e-6 * nist->certified_rss + 1e-18);
  epi_formula_residuals_clear (&residuals);
  g_free (r);
}

static void
test_certified_parameters_give_the_certified_sum (void)
{
  for_each_set (check_rss);
}

/* A polynomial of degree 10 on [-8.8, -3.1] in raw monomials (κ ≈ 10¹⁵).  With
 * x = k/16 and coefficients of a few bits the data are exact decimals, the
 * residual is zero, and the answer is known. */
static void
test_a_polynomial_like_filips_keeps_seven_digits (void)
{
  static const int c[] = {-1467, -2772, -2316, -1128, -354, -75,
                          -11,   -1,    3,     -5,    7};
  GString *text = g_string_new (
      "Model: Polynomial\n\n  y = B0 + B1*x + B2*(x**2) + ... + B9*(x**9) + "
      "B10*(x**10) + e\n\n");
  for (int j = 0; j <= 10; j++)
    g_string_append_printf (text, "  B%d  %d  0.0\n", j, c[j]);
  g_string_append (text, "Data:  y  x\n");
  for (int k = -141; k <= -50; k++) {
    /* Horner's scheme in 128-bit integers: y 16¹⁰ exactly. */
    __int128 sum = 0, scale = 1;
    for (int j = 10; j >= 0; j--, scale *= 16)
      sum = sum * k + c[j] * scale;
    /* sum / 16¹⁰ has 40 binary places; y is given rounded to 19 digits. */
    long double y = (long double)sum / 0x1p40L;
    char digits[64];
    g_snprintf (digits, sizeof digits, "%.18Le", y);
    g_string_append_printf (text, "%s  %d.%04d\n", digits, k / 16,
                            -k % 16 * 625);
  }
  GError *error = NULL;
  EpiNist *nist = epi_nist_parse ("like Filip", text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nist->n_parameters, ==, 11);
  g_assert_cmpuint (nist->n_rows, ==, 92);
  Digits digits = all_linear_digits (nist);
  g_assert_cmpfloat (digits.refined, >=, FILIP_DIGITS);
  g_assert_cmpfloat (digits.refined, >, digits.qr);
  g_assert_cmpfloat (digits.normal, <, 4); /* half the digits and more */
  epi_nist_free (nist);
  g_string_free (text, TRUE);
}

static void
test_models_in_nists_words_are_understood (void)
{
  static const char text[] =
      "Model:         Miscellaneous Class\n"
      "               3 Parameters (b1 to b3)\n\n"
      "               pi = 3.141592653589793238462643383279E0\n"
      "               log[y] =  b1 - arctan[b2/(x1-b3)]/pi\n"
      "                            + b2*x2  +  e\n\n\n"
      "  b1 =   0.1   0.2   2.0E-01  1.0E-02\n"
      "  b2 =  -1     -2   -3.0E+00  1.0E-02\r\n"
      "  b3 =   1     2     3.0E+00  1.0E-02\n\n"
      "Residual Sum of Squares:      4.5E-04\n\n"
      "Data:  y    x1    x2\n  1.0E0  2  .5\n  2.718281828459045235 3 1\n";
  EpiNist *nist = epi_nist_parse ("words", text, strlen (text), NULL);

  g_assert_nonnull (nist);
  g_assert_cmpstr (nist->response, ==, "log[y]");
  g_assert_cmpuint (nist->n_inputs, ==, 2);
  g_assert_cmpuint (nist->n_rows, ==, 2);
  g_assert_cmpfloat (nist->certified[1], ==, -3);
  g_assert_cmpfloat (nist->start[1][2], ==, 2);
  g_assert_cmpfloat (nist->certified_rss, ==, 4.5e-4);
  g_assert_cmpfloat_with_epsilon ((double)nist->y[1], 1, 1e-18);
  g_assert_cmpfloat ((double)nist->x[1], ==, 0.5);
  epi_nist_free (nist);
}

static void
check_refused (const char *text, const char *part)
{
  GError *error = NULL;

  g_assert_null (epi_nist_parse ("it", text, strlen (text), &error));
  g_assert_nonnull (strstr (error->message, part));
  g_error_free (error);
}

static void
test_other_files_are_refused_in_a_sentence (void)
{
  check_refused ("", "no line “Data:”");
  check_refused ("\nData:  a  b\n1 2\n", "expected the names of the columns");
  check_refused ("b1 = 1 2 3 4\nData: y x\n1 2\n", "no equation");
  check_refused ("Model:\ny = b1*x\n\nData: y x\n1 2\n", "certified values");
  check_refused ("Model:\ny = b1*z\n\nb1 = 1 2 3 4\nData: y x\n1 2\n",
                 "found “z”");
  check_refused ("Model:\ny = b1*x\n\nb1 = 1 2 3 4\nData: y x\n1\n",
                 "line 6: expected 2 numbers");
  check_refused ("Model:\ny = b1*x\n\nb1 = 1 2 3 4\nData: y x\n1 1e999\n",
                 "line 6: expected 2 numbers");
  check_refused ("Model:\ny = b1*x\n\nb1 = 1 2 3 4\nData: y x\n", "no rows");
  check_refused ("Model:\nlog[y] = b1*x\n\nb1 = 1 2 3 4\nData: y x\n-1 2\n",
                 "outside the domain");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/nist/" name, func)
  ADD ("linear-sets-reach-nine-digits", test_linear_sets_reach_nine_digits);
  ADD ("nonlinear-sets-reach-six-digits-from-both-starts",
       test_nonlinear_sets_reach_six_digits_from_both_starts);
  ADD ("the-reader-agrees-with-the-tables",
       test_the_reader_agrees_with_the_tables);
  ADD ("certified-parameters-give-the-certified-sum",
       test_certified_parameters_give_the_certified_sum);
  ADD ("a-polynomial-like-filips-keeps-seven-digits",
       test_a_polynomial_like_filips_keeps_seven_digits);
  ADD ("models-in-nists-words-are-understood",
       test_models_in_nists_words_are_understood);
  ADD ("other-files-are-refused-in-a-sentence",
       test_other_files_are_refused_in_a_sentence);
  return g_test_run ();
}
