/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models in the text form of LIBSVM: a head of names and numbers, "SV", then a
 * line each: the n_classes - 1 coefficients of a vector, and the vector. */
#include "classify/epi-svm.h"

#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define CLASSES_MOST 10000
#define DEGREE_MOST 1000

static const char *const kernel_names[] = {"linear", "polynomial", "rbf"};

/* ---- Writing ---- */

static void
line_of (GString *text, const char *name, const double *values, size_t n,
         size_t stride, double sign)
{
  g_string_append (text, name);
  for (size_t i = 0; i < n; i++) {
    g_string_append_c (text, ' ');
    double value = *(const double *)((const char *)values + i * stride);
    epi_libsvm_append_number (text, value == 0 ? 0 : sign * value);
  }
  g_string_append_c (text, '\n');
}

static void
write_head (GString *text, const EpiSvm *svm)
{
  const EpiKernelFunction *kernel = &svm->kernel;

  g_string_append_printf (text, "svm_type c_svc\nkernel_type %s\n",
                          kernel_names[kernel->kind]);
  if (kernel->kind == EPI_KERNEL_POLYNOMIAL)
    g_string_append_printf (text, "degree %d\n", kernel->degree);
  if (kernel->kind != EPI_KERNEL_LINEAR)
    line_of (text, "gamma", &kernel->gamma, 1, 0, 1);
  if (kernel->kind == EPI_KERNEL_POLYNOMIAL)
    line_of (text, "coef0", &kernel->coef0, 1, 0, 1);
  g_string_append_printf (text, "nr_class %zu\ntotal_sv %zu\n", svm->n_classes,
                          svm->support.cols);
  line_of (text, "rho", &svm->pairs[0].bias, svm->n_pairs, sizeof *svm->pairs,
           -1);
  line_of (text, "label", svm->label, svm->n_classes, sizeof *svm->label, 1);
  g_string_append (text, "nr_sv");
  for (size_t c = 0; c < svm->n_classes; c++)
    g_string_append_printf (text, " %zu", svm->class_size[c]);
  g_string_append (text, "\nSV\n");
}

char *
epi_svm_write (const EpiSvm *svm, size_t *length)
{
  GString *text = g_string_new (NULL);
  const EpiSparse *X = &svm->support;
  size_t rows = svm->n_classes - 1;

  write_head (text, svm);
  for (size_t s = 0; s < X->cols; s++) {
    for (size_t r = 0; r < rows; r++) {
      epi_libsvm_append_number (text, svm->beta[s * rows + r]);
      g_string_append_c (text, ' ');
    }
    for (int k = X->start[s]; k < X->start[s + 1]; k++)
      if (X->value[k] != 0) {
        g_string_append_printf (text, "%d:", X->row[k] + 1);
        epi_libsvm_append_number (text, X->value[k]);
        g_string_append_c (text, ' ');
      }
    g_string_append_c (text, '\n');
  }
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* ---- Reading ---- */

typedef struct {
  EpiLines *lines;
  EpiSvm *svm;
  bool has_kernel, has_gamma, has_coef0, has_degree;
  bool has_rho, has_label, has_size;
  long long total;
} Reader;

static bool
need_word (Reader *self, const char *expected, EpiSpan *word, GError **error)
{
  if (epi_lines_word (self->lines, NULL, word))
    return true;
  return epi_lines_expected (self->lines, error, (EpiSpan){"", 0}, expected);
}

static bool
need_number (Reader *self, const char *expected, double *value, GError **error)
{
  EpiSpan word;
  return need_word (self, expected, &word, error) &&
         epi_lines_number (self->lines, word, expected, value, error);
}

static bool
need_integer (Reader *self, const char *expected, long long low, long long high,
              long long *value, GError **error)
{
  EpiSpan word;
  return need_word (self, expected, &word, error) &&
         epi_lines_integer (self->lines, word, expected, low, high, value,
                            error);
}

static bool
read_type (Reader *self, GError **error)
{
  EpiSpan word;
  return need_word (self, "c_svc", &word, error) &&
         (epi_span_is (word, "c_svc") ||
          epi_lines_expected (self->lines, error, word, "c_svc"));
}

static bool
read_kernel (Reader *self, GError **error)
{
  EpiSpan word;

  if (!need_word (self, "a kernel", &word, error))
    return false;
  for (size_t k = 0; k < G_N_ELEMENTS (kernel_names); k++)
    if (epi_span_is (word, kernel_names[k])) {
      self->svm->kernel.kind = (EpiKernelKind)k;
      self->has_kernel = true;
      return true;
    }
  return epi_lines_expected (self->lines, error, word,
                             "linear, polynomial or rbf");
}

static bool
read_degree (Reader *self, GError **error)
{
  long long degree;

  if (!need_integer (self, "the degree", 1, DEGREE_MOST, &degree, error))
    return false;
  self->svm->kernel.degree = (int)degree;
  return self->has_degree = true;
}

static bool
read_classes (Reader *self, GError **error)
{
  EpiSvm *svm = self->svm;
  long long k;

  if (!need_integer (self, "the number of classes, from 2", 2, CLASSES_MOST, &k,
                     error))
    return false;
  if (svm->n_classes > 0)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "nr_class stands here for the second time");
  svm->n_classes = (size_t)k;
  svm->label = epi_new0 (double, svm->n_classes);
  svm->class_size = epi_new0 (size_t, svm->n_classes);
  return (svm->label != NULL && svm->class_size != NULL) ||
         epi_lines_no_memory (self->lines, error);
}

/* The pairs of classes with those -b, n = k (k - 1)/2. */
static bool
take_pairs (Reader *self, const double *rho, size_t n, GError **error)
{
  EpiSvm *svm = self->svm;

  svm->pairs = epi_new0 (EpiSvmPair, n);
  if (svm->pairs == NULL)
    return epi_lines_no_memory (self->lines, error);
  EpiSvmPair *pair = svm->pairs;
  for (size_t a = 0; a < svm->n_classes; a++)
    for (size_t b = a + 1; b < svm->n_classes; b++)
      *pair++ = (EpiSvmPair){
          .positive = a, .negative = b, .bias = -*rho++, .status = EPI_OK};
  svm->n_pairs = n;
  return true;
}

/* Room for the pairs is taken when they are there: a number of classes that is
 * quickly written has very many. */
static bool
read_rho (Reader *self, GError **error)
{
  size_t k = self->svm->n_classes, n = k * (k - (k > 0)) / 2;
  bool good = true;

  if (n == 0 || self->has_rho)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           n == 0 ? "nr_class must stand before rho"
                                  : "rho stands here for the second time");
  GArray *rhos = g_array_new (FALSE, FALSE, sizeof (double));
  while (good && rhos->len < n) {
    double rho;
    good = need_number (self, "rho, one a pair of classes", &rho, error);
    if (good)
      g_array_append_val (rhos, rho);
  }
  good = good && take_pairs (self, (double *)rhos->data, n, error);
  g_array_unref (rhos);
  return self->has_rho = good;
}

static bool
read_labels (Reader *self, GError **error)
{
  for (size_t c = 0; c < self->svm->n_classes; c++)
    if (!need_number (self, "a label, one a class", &self->svm->label[c],
                      error))
      return false;
  return self->has_label = true;
}

static bool
read_sizes (Reader *self, GError **error)
{
  for (size_t c = 0; c < self->svm->n_classes; c++) {
    long long size;
    if (!need_integer (self, "the number of support vectors of a class", 0,
                       G_MAXINT, &size, error))
      return false;
    self->svm->class_size[c] = (size_t)size;
  }
  return self->has_size = true;
}

/* One line of the head. */
static bool
read_line (Reader *self, EpiSpan name, GError **error)
{
  EpiKernelFunction *kernel = &self->svm->kernel;

  if (epi_span_is (name, "svm_type"))
    return read_type (self, error);
  if (epi_span_is (name, "kernel_type"))
    return read_kernel (self, error);
  if (epi_span_is (name, "degree"))
    return read_degree (self, error);
  if (epi_span_is (name, "gamma"))
    return self->has_gamma = need_number (self, "gamma", &kernel->gamma, error);
  if (epi_span_is (name, "coef0"))
    return self->has_coef0 = need_number (self, "coef0", &kernel->coef0, error);
  if (epi_span_is (name, "nr_class"))
    return read_classes (self, error);
  if (epi_span_is (name, "total_sv"))
    return need_integer (self, "the number of support vectors", 0, G_MAXINT,
                         &self->total, error);
  if (epi_span_is (name, "probA") || epi_span_is (name, "probB")) {
    epi_lines_warn (self->lines,
                    "the probabilities of this model are not used");
    return true;
  }
  if (self->svm->n_classes == 0)
    return epi_lines_expected (self->lines, error, name, "nr_class");
  if (epi_span_is (name, "rho"))
    return read_rho (self, error);
  if (epi_span_is (name, "label"))
    return read_labels (self, error);
  if (epi_span_is (name, "nr_sv"))
    return read_sizes (self, error);
  return epi_lines_expected (self->lines, error, name,
                             "a name of the head of a model, or SV");
}

static bool
check_head (Reader *self, GError **error)
{
  EpiSvm *svm = self->svm;
  EpiKernelKind kind = svm->kernel.kind;
  size_t sum = 0;
  const char *missing =
      !self->has_kernel                                    ? "kernel_type"
      : kind != EPI_KERNEL_LINEAR && !self->has_gamma      ? "gamma"
      : kind == EPI_KERNEL_POLYNOMIAL && !self->has_degree ? "degree"
      : kind == EPI_KERNEL_POLYNOMIAL && !self->has_coef0  ? "coef0"
      : svm->n_classes == 0                                ? "nr_class"
      : !self->has_rho                                     ? "rho"
      : !self->has_label                                   ? "label"
      : !self->has_size                                    ? "nr_sv"
                                                           : NULL;

  if (missing != NULL)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "the head of the model ends without %s", missing);
  if (!epi_kernel_is_valid (&svm->kernel))
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_NUMBER,
                           "the kernel's parameters are out of their range");
  for (size_t c = 0; c < svm->n_classes; c++)
    sum += svm->class_size[c];
  if (sum != (size_t)self->total)
    return epi_lines_fail (self->lines, error, EPI_DATA_ERROR_SYNTAX,
                           "nr_sv adds up to %zu, and total_sv is %lld", sum,
                           self->total);
  return true;
}

static bool
read_head (Reader *self, GError **error)
{
  EpiLinesResult result;
  EpiSpan name;

  while ((result = epi_lines_next (self->lines, error)) == EPI_LINES_LINE) {
    if (!epi_lines_word (self->lines, NULL, &name))
      continue;
    if (epi_span_is (name, "SV"))
      return check_head (self, error);
    if (!read_line (self, name, error))
      return false;
  }
  if (result == EPI_LINES_END)
    epi_lines_ended (self->lines, error, "the line SV of a model");
  return false;
}

typedef struct {
  EpiPairs pairs;
  double *beta;
  size_t n_beta, beta_capacity;
  int *start;
  size_t n, start_capacity;
} Vectors;

static bool
read_vector (Reader *self, Vectors *v, GError **error)
{
  if (!epi_grow (&v->start, &v->start_capacity, v->n + 1, sizeof *v->start))
    return epi_lines_no_memory (self->lines, error);
  for (size_t r = 0; r + 1 < self->svm->n_classes; r++) {
    if (!epi_grow (&v->beta, &v->beta_capacity, v->n_beta, sizeof *v->beta))
      return epi_lines_no_memory (self->lines, error);
    if (!need_number (self, "a coefficient of a support vector",
                      &v->beta[v->n_beta++], error))
      return false;
  }
  if (!epi_libsvm_pairs (self->lines, &v->pairs, error))
    return false;
  v->start[++v->n] = (int)v->pairs.n;
  return true;
}

/* Memory grows with the lines that are there, not with what the head claims. */
static bool
read_vectors (Reader *self, Vectors *v, GError **error)
{
  if (!epi_grow (&v->start, &v->start_capacity, 0, sizeof *v->start) ||
      !epi_grow (&v->beta, &v->beta_capacity, 0, sizeof *v->beta) ||
      !epi_grow (&v->pairs.row, &v->pairs.row_capacity, 0, sizeof (int)) ||
      !epi_grow (&v->pairs.value, &v->pairs.value_capacity, 0, sizeof (double)))
    return epi_lines_no_memory (self->lines, error);
  v->start[0] = 0;
  while (v->n < (size_t)self->total) {
    EpiLinesResult result = epi_lines_next (self->lines, error);
    if (result == EPI_LINES_END)
      return epi_lines_ended (self->lines, error, "a support vector");
    if (result == EPI_LINES_ERROR || !read_vector (self, v, error))
      return false;
  }
  return true;
}

bool
epi_svm_read (EpiLines *lines, EpiSvm *out, GError **error)
{
  Reader self = {.lines = lines, .svm = out};
  Vectors v = {0};

  *out = (EpiSvm){.kernel = {EPI_KERNEL_LINEAR, 1, 0, 1}};
  bool good = read_head (&self, error) && read_vectors (&self, &v, error);
  out->support = (EpiSparse){(size_t)v.pairs.largest, v.n, v.start, v.pairs.row,
                             v.pairs.value};
  out->beta = v.beta;
  if (!good)
    epi_svm_clear (out);
  return good;
}
