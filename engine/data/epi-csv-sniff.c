/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-csv-sniff.h"

#include <string.h>

#define SAMPLE_SIZE 65536
#define SAMPLE_MAX (1 << 20) /* for one very long first row */
#define SNIFF_ROWS 200

bool
epi_csv_sample_read (EpiCsvSample *sample, EpiTextSource *source,
                     GError **error)
{
  size_t size = SAMPLE_SIZE;
  ptrdiff_t n = 1;

  *sample = (EpiCsvSample){.text = g_malloc (size)};
  for (;;) {
    while (n > 0 && sample->length + 16 < size) {
      n = epi_text_source_read (source, sample->text + sample->length,
                                size - sample->length, error);
      if (n < 0)
        return false;
      sample->length += (size_t)n;
    }
    sample->line_break = epi_csv_line_break (sample->text, sample->length);
    if (n == 0 || size == SAMPLE_MAX ||
        memchr (sample->text, sample->line_break, sample->length) != NULL)
      break;
    size *= 2;
    sample->text = g_realloc (sample->text, size);
  }
  sample->whole = n == 0;
  if (memchr (sample->text, '\0', sample->length) != NULL)
    return epi_csv_refuse_binary (source, error);
  return true;
}

void
epi_csv_sample_clear (EpiCsvSample *sample)
{
  g_free (sample->text);
  *sample = (EpiCsvSample){0};
}

bool
epi_csv_sample_next (const EpiCsvSample *sample, char separator,
                     const char **at, EpiCsvRecord *record)
{
  const char *end = sample->text + sample->length;
  bool first = *at == NULL;

  *at = first ? sample->text : *at;
  return epi_csv_text_next (at, end, separator, sample->line_break,
                            sample->whole, record) ||
         /* One record that is longer than the sample: the part that is here. */
         (first && epi_csv_text_next (at, end, separator, sample->line_break,
                                      true, record));
}

typedef struct {
  size_t records, first, most;  /* cells of the first record; the mode */
  size_t with_most;             /* records that have so many */
  size_t cells, points, commas; /* not missing; numbers with each point */
  size_t cut;                   /* records of several cells */
  bool names;                   /* the first record is several names */
} Cut;

static void
judge_cells (const EpiCsvRecord *record, char separator, Cut *cut)
{
  const char *at = epi_csv_first_cell (record, separator);

  while (at != NULL) {
    EpiCsvCell cell;
    double value;
    at = epi_csv_cell (at, record->end, separator, &cell);
    if (!epi_csv_is_missing (&cell, true)) {
      cut->cells++;
      cut->points += epi_csv_is_number (&cell, '.', &value);
      cut->commas += epi_csv_is_number (&cell, ',', &value);
    }
    at = epi_csv_next_cell (at, record->end, separator);
  }
}

/* What the sample looks like when that separator cuts it.  The first record,
 * which may be a header, counts for its cells but not for its numbers. */
static Cut
try_separator (const EpiCsvSample *sample, char separator)
{
  Cut cut = {0}, header = {0};
  size_t counts[SNIFF_ROWS];
  const char *at = NULL;
  EpiCsvRecord record;

  while (cut.records < SNIFF_ROWS &&
         epi_csv_sample_next (sample, separator, &at, &record)) {
    counts[cut.records] =
        epi_csv_count_cells (&record, separator, EPI_CSV_MAX_COLUMNS + 1);
    judge_cells (&record, separator, cut.records == 0 ? &header : &cut);
    cut.cut += counts[cut.records] > 1;
    cut.records++;
  }
  if (cut.records == 1) {
    header.records = 1;
    cut = header;
  }
  cut.first = cut.records > 0 ? counts[0] : 0;
  cut.names = cut.first > 1 && header.cells == cut.first &&
              header.points + header.commas == 0;
  for (size_t i = 0; i < cut.records; i++) {
    size_t same = 0;
    for (size_t k = 0; k < cut.records; k++)
      same += counts[k] == counts[i];
    if (same > cut.with_most) {
      cut.with_most = same;
      cut.most = counts[i];
    }
  }
  return cut;
}

/* A separator that stands between the names of a header and in most of the
 * records is one, though a row be ragged: that is then named by its line.  (As
 * one column, 1,2 and 3 would be numbers, too.)  Blanks prove nothing. */
static bool
splits_names (const Cut *cut, char separator)
{
  return separator != ' ' && cut->names && 2 * cut->cut > cut->records;
}

static double
score (const Cut *cut, char separator, char point)
{
  double bonus = separator == '\t'   ? 0.03
                 : separator == ' '  ? -0.15 /* there are blanks in texts */
                 : separator == '|'  ? 0.01
                 : separator == '\0' ? -0.4 /* one column: only if it must */
                                     : 0.02;
  double same = (double)cut->with_most / (double)MAX (cut->records, 1);
  size_t numbers = point == ',' ? cut->commas : cut->points;

  if (separator != '\0' && (cut->most < 2 || same < 0.5))
    return -1;
  if (cut->first < cut->most) /* a decimal comma under a header cuts so */
    bonus -= 0.5;
  if (splits_names (cut, separator))
    bonus += 1; /* more than one column can have instead */
  return 2 * same + (double)numbers / (double)MAX (cut->cells, 1) + bonus;
}

/* Separator and point together: in 1,5;2,5 each says what the other is. */
static void
decide_separator (const EpiCsvSample *sample, EpiCsvOptions *options)
{
  static const char separators[] = {'\t', ';', ',', '|', ' ', '\0'};
  EpiCsvOptions wish = *options;
  double best = -2;

  for (size_t i = 0; i < sizeof separators; i++) {
    char separator = wish.separator != 0 ? wish.separator : separators[i];
    Cut cut = try_separator (sample, separator);
    for (int comma = 0; comma < 2; comma++) {
      char point = comma ? ',' : '.';
      double s = score (&cut, separator, point);
      if ((wish.point == 0 || wish.point == point) && s > best) {
        best = s;
        options->separator = separator;
        options->point = point;
      }
    }
    if (wish.separator != 0)
      break;
  }
  if (options->separator == '\0') /* one column: any that is not in it */
    options->separator =
        memchr (sample->text, '\t', sample->length) == NULL ? '\t' : ';';
}

typedef struct { /* of one column below the first record */
  size_t numbers, others;
  bool repeats; /* the first record's cell comes again */
} Below;

static Below *
look_below (const EpiCsvSample *sample, const EpiCsvOptions *options,
            const EpiCsvCell *first, size_t cols)
{
  Below *below = g_new0 (Below, cols);
  const char *at = NULL;
  EpiCsvRecord record;

  for (size_t i = 0;
       epi_csv_sample_next (sample, options->separator, &at, &record); i++) {
    const char *p = epi_csv_first_cell (&record, options->separator);
    for (size_t j = 0; i > 0 && p != NULL && j < cols; j++) {
      EpiCsvCell cell;
      double value;
      p = epi_csv_cell (p, record.end, options->separator, &cell);
      if (!epi_csv_is_missing (&cell, true)) {
        bool number = epi_csv_is_number (&cell, options->point, &value);
        below[j].numbers += number;
        below[j].others += !number;
        below[j].repeats |= first != NULL && cell.length == first[j].length &&
                            memcmp (cell.text, first[j].text, cell.length) == 0;
      }
      p = epi_csv_next_cell (p, record.end, options->separator);
    }
  }
  return below;
}

/* A name over numbers is a header.  So is a row of distinct words, none of
 * which comes again in its column; a number in the first row speaks against
 * it. */
static bool
looks_like_header (const EpiCsvCell *first, const Below *below, size_t cols,
                   char point)
{
  bool words_only = true;
  double value;

  for (size_t j = 0; j < cols; j++) {
    bool missing = epi_csv_is_missing (&first[j], true);
    bool number = !missing && epi_csv_is_number (&first[j], point, &value);
    if (!missing && !number && below[j].numbers > 0 &&
        below[j].numbers >= below[j].others)
      return true;
    words_only =
        words_only && !number && first[j].length > 0 && !below[j].repeats;
  }
  return words_only;
}

static bool
decide_header (const EpiCsvSample *sample, const EpiCsvOptions *options)
{
  const char *at = NULL;
  EpiCsvRecord record;

  if (!epi_csv_sample_next (sample, options->separator, &at, &record))
    return false;
  size_t cols =
      epi_csv_count_cells (&record, options->separator, EPI_CSV_MAX_COLUMNS);
  EpiCsvCell *first = g_new (EpiCsvCell, cols);
  const char *p = epi_csv_first_cell (&record, options->separator);
  for (size_t j = 0; j < cols; j++) {
    p = epi_csv_cell (p, record.end, options->separator, &first[j]);
    p = epi_csv_next_cell (p, record.end, options->separator);
  }
  Below *below = look_below (sample, options, first, cols);
  bool header = looks_like_header (first, below, cols, options->point);
  g_free (below);
  g_free (first);
  return header;
}

/* UTF-8 unless the sample is not; a character cut in half at its end is. */
static EpiEncoding
decide_encoding (const EpiCsvSample *sample, const EpiTextSource *source)
{
  const char *bad;

  if (epi_text_source_encoding (source) != EPI_ENCODING_AUTO)
    return epi_text_source_encoding (source);
  if (g_utf8_validate_len (sample->text, sample->length, &bad) ||
      (!sample->whole && sample->text + sample->length - bad < 4))
    return EPI_ENCODING_UTF8;
  return EPI_ENCODING_WINDOWS_1252;
}

EpiCsvOptions
epi_csv_decide (const EpiCsvSample *sample, const EpiTextSource *source,
                const EpiCsvOptions *wish)
{
  EpiCsvOptions options = wish != NULL ? *wish : (EpiCsvOptions){0};

  options.encoding = decide_encoding (sample, source);
  if (options.separator == 0 || options.point == 0)
    decide_separator (sample, &options);
  if (options.header == EPI_CSV_HEADER_AUTO)
    options.header = decide_header (sample, &options) ? EPI_CSV_HEADER_YES
                                                      : EPI_CSV_HEADER_NO;
  return options;
}

void
epi_csv_guess_kinds (const EpiCsvSample *sample, const EpiCsvOptions *options,
                     EpiColumnKind *kinds, size_t cols)
{
  Below *below = look_below (sample, options, NULL, cols);

  for (size_t j = 0; j < cols; j++)
    kinds[j] = epi_csv_is_text (below[j].numbers, below[j].others)
                   ? EPI_COLUMN_TEXT
                   : EPI_COLUMN_NUMBER;
  g_free (below);
}

char *
epi_csv_column_name (const EpiCsvCell *cell, size_t index, EpiEncoding encoding)
{
  GString *scratch = g_string_new (NULL);

  if (cell != NULL)
    epi_csv_cell_text (cell, encoding, scratch);
  for (size_t i = 0; i < scratch->len; i++)
    if (g_ascii_iscntrl (scratch->str[i])) /* a name is one line */
      scratch->str[i] = ' ';
  const char *name = g_strstrip (scratch->str);
  while (g_str_has_prefix (name, "\xef\xbb\xbf")) /* a mark is no name */
    for (name += 3; g_ascii_isspace (*name); name++)
      ;
  char *result = *name != '\0' ? g_strdup (name)
                               : g_strdup_printf ("column %zu", index + 1);
  g_string_free (scratch, TRUE);
  return result;
}
