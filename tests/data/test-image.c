/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/epi-image.h"

#include "said.h"

#include <stdint.h>
#include <zlib.h>

/* ---- A PNG, written from the standard's description ---- */

static void
add_word (GByteArray *png, uint32_t word)
{
  guint8 bytes[] = {(guint8)(word >> 24), (guint8)(word >> 16),
                    (guint8)(word >> 8), (guint8)word};
  g_byte_array_append (png, bytes, 4);
}

static void
add_chunk (GByteArray *png, const char *type, const void *data, size_t length)
{
  uLong crc = crc32 (0, (const Bytef *)type, 4);

  add_word (png, (uint32_t)length);
  g_byte_array_append (png, (const guint8 *)type, 4);
  if (length > 0) {
    g_byte_array_append (png, data, (guint)length);
    crc = crc32 (crc, data, (uInt)length);
  }
  add_word (png, (uint32_t)crc);
}

typedef struct {
  uint32_t width, height;
  guint8 depth, colour; /* 0 grey, 2 RGB, 3 palette, 4 grey + α, 6 RGB + α */
  guint8 rows[64];      /* each with its filter, 0, before it */
  size_t length;
  guint8 palette[12], alpha[4];
  size_t n_palette, n_alpha;
  guint8 interlaced; /* Adam7 */
} Png;

static GByteArray *
png_of (const Png *picture)
{
  GByteArray *png = g_byte_array_new (), *head = g_byte_array_new ();
  guint8 rest[] = {picture->depth, picture->colour, 0, 0, picture->interlaced};
  Bytef packed[256];
  uLongf n = sizeof packed;

  g_byte_array_append (png, (const guint8 *)"\x89PNG\r\n\x1a\n", 8);
  add_word (head, picture->width);
  add_word (head, picture->height);
  g_byte_array_append (head, rest, sizeof rest);
  add_chunk (png, "IHDR", head->data, head->len);
  if (picture->n_palette > 0)
    add_chunk (png, "PLTE", picture->palette, picture->n_palette);
  if (picture->n_alpha > 0)
    add_chunk (png, "tRNS", picture->alpha, picture->n_alpha);
  g_assert_cmpint (compress (packed, &n, picture->rows, picture->length), ==,
                   Z_OK);
  add_chunk (png, "IDAT", packed, n);
  add_chunk (png, "IEND", NULL, 0);
  g_byte_array_unref (head);
  return png;
}

static void
expect (const void *bytes, size_t length, size_t width, size_t height,
        size_t channels, const double *values)
{
  EpiImage image;
  GError *error = NULL;

  epi_image_read (bytes, length, "it", &image, &error);
  g_assert_no_error (error);
  g_assert_true (image.width == width && image.height == height &&
                 image.channels == channels);
  for (size_t i = 0; i < width * height * channels; i++)
    g_assert_cmpfloat_with_epsilon (image.pixels[i], values[i], 1e-7);
  epi_image_clear (&image);
}

/* s/m at every depth; a palette's colours; what shines through is white. */
static void
test_png_of_every_kind_has_its_samples (void)
{
  static const struct {
    Png png;
    size_t channels;
    double values[6];
  } kinds[] = {
      {{2, 1, 1, 0, {0, 0x40}, 2}, 1, {0, 1}},
      {{2, 1, 2, 0, {0, 0x60}, 2}, 1, {1.0 / 3, 2.0 / 3}},
      {{2, 1, 4, 0, {0, 0x5f}, 2}, 1, {5.0 / 15, 1}},
      {{1, 2, 8, 0, {0, 7, 0, 200}, 4}, 1, {7.0 / 255, 200.0 / 255}},
      {{2, 1, 16, 0, {0, 0x12, 0x34, 0xff, 0xfe}, 5},
       1,
       {4660.0 / 65535, 65534.0 / 65535}},
      {{1, 1, 8, 2, {0, 10, 20, 30}, 4}, 3, {10. / 255, 20. / 255, 30. / 255}},
      {{1, 1, 16, 2, {0, 1, 0, 0, 2, 0, 0}, 7},
       3,
       {256.0 / 65535, 2.0 / 65535, 0}},
      {{2, 1, 1, 3, {0, 0x40}, 2, {255, 0, 0, 0, 0, 51}, {0}, 6, 0},
       3,
       {1, 0, 0, 0, 0, 0.2}},
      {{2, 1, 1, 3, {0, 0x40}, 2, {255, 0, 0, 0, 0, 51}, {255, 0}, 6, 2},
       3,
       {1, 0, 0, 1, 1, 1}},
      {{2, 1, 8, 4, {0, 0, 255, 0, 51}, 5}, 1, {0, 0.8}},
      {{1, 1, 8, 6, {0, 255, 0, 0, 51}, 5}, 3, {1, 0.8, 0.8}},
      {{2, 2, 8, 0, {0, 51, 0, 102, 0, 153, 204}, 7, {0}, {0}, 0, 0, 1},
       1,
       {.2, .4, .6, .8}}, /* passes 1, 6, 7 */
  };

  for (size_t k = 0; k < G_N_ELEMENTS (kinds); k++) {
    GByteArray *png = png_of (&kinds[k].png);
    expect (png->data, png->len, kinds[k].png.width, kinds[k].png.height,
            kinds[k].channels, kinds[k].values);
    g_byte_array_unref (png);
  }
}

static void
test_pgm_and_ppm_have_their_samples (void)
{
  static const struct {
    const char *text;
    size_t length, width, height, channels;
    double values[6];
  } files[] = {
      {"P2 # grey\n2 1\n# made by hand\n4\n1 4\n", 0, 2, 1, 1, {0.25, 1}},
      {"P3\n1 2\n10\n1 2 3\n4 5 10", 0, 1, 2, 3, {.1, .2, .3, .4, .5, 1}},
      {"P5\n2 1\n255\n\x33\xff", 0, 2, 1, 1, {0.2, 1}},
      {"P5 1 1 65535 \xff\xfe", 0, 1, 1, 1, {65534.0 / 65535}},
      {"P5\n1 1 2\n#", 0, 0, 0, 0, {0}}, /* # is a sample: 35 > 2 */
      {"P6\n1 1\n255\n\x33\0\xff", 14, 1, 1, 3, {0.2, 0, 1}},
  };

  for (size_t k = 0; k < G_N_ELEMENTS (files); k++) {
    size_t length =
        files[k].length > 0 ? files[k].length : strlen (files[k].text);
    EpiImage image;
    GError *error = NULL;
    if (files[k].width > 0) {
      expect (files[k].text, length, files[k].width, files[k].height,
              files[k].channels, files[k].values);
    } else {
      g_assert_false (
          epi_image_read (files[k].text, length, "it", &image, &error));
      said (error, "sample 1|35|2");
    }
  }
}

static void
test_what_is_wrong_is_said (void)
{
  static const struct {
    const char *text, *words;
  } wrong[] = {
      {"", "empty"},
      {"GIF89a", "PNG, PGM or PPM"},
      {"P4 1 1 x", "P2, P3, P5, P6"},
      {"P5", "ends|width"},
      {"P5 x", "x|width"},
      {"P5 2", "ends|height"},
      {"P5 2 2", "ends|maxval"},
      {"P5 2 2 0 ", "maxval|0"},
      {"P5 2 2 65536 ", "maxval|65535"},
      {"P5 2 2 255", "blank"},
      {"P5 2 2 255 abc", "3 bytes|4 samples|need 4"},
      {"P5 2 2 255 abcde", "1 bytes behind"},
      {"P5 0 2 255 ", "no pixels"},
      {"P5 30001 2 255 ", "width|30000"},
      {"P5 30000 30000 255 ", "0 bytes|900000000"},
      {"P5 99999999999999999999 2 255 ", "width"},
      {"P2 2 1 4 1", "samples"},
      {"P2 2 1 4 1 5", "sample|above 4"},
      {"P2 2 1 4 1 -1", "-|sample"},
      {"P2 2 1 4 1 2 3", "1 bytes behind"},
      {"P3 1 1 4 1 2 x ", "x|sample"},
      {"\x89PNG\r\n\x1a\n", "damaged PNG|too early"},
      {"\x89PNG\r\n\x1a\nabcdefghijklmnop", "damaged PNG"},
  };

  EpiImage none;
  GError *nothing = NULL;
  g_assert_false (
      epi_image_read ("P\0 1 1 9 1 2 3", 14, "it", &none, &nothing));
  said (nothing, "PNG, PGM or PPM");
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    EpiImage image;
    GError *error = NULL;
    g_assert_false (epi_image_read (wrong[i].text, strlen (wrong[i].text), "it",
                                    &image, &error));
    g_assert_null (image.pixels);
    said (error, wrong[i].words);
  }
}

/* Cut at every byte, with every byte changed, and with one more: refused or a
 * picture, never anything else. */
static void
test_a_damaged_png_is_refused (void)
{
  static const Png picture = {2, 2, 8, 0, {0, 1, 2, 0, 3, 4}, 6};
  GByteArray *png = png_of (&picture);
  EpiImage image;
  GError *error = NULL;

  for (guint n = 0; n < png->len; n++) {
    g_assert_false (epi_image_read (png->data, n, "it", &image, &error));
    g_clear_error (&error);
    png->data[n] ^= 0x55;
    if (epi_image_read (png->data, png->len, "it", &image, &error))
      epi_image_clear (&image);
    g_clear_error (&error);
    png->data[n] ^= 0x55;
  }
  g_byte_array_append (png, (const guint8 *)"x", 1);
  g_assert_false (epi_image_read (png->data, png->len, "it", &image, &error));
  said (error, "1 bytes behind");
  g_byte_array_unref (png);
}

/* A head that promises more than its file can hold. */
static void
test_a_bomb_is_refused_before_memory_is_asked_for (void)
{
  static const Png picture = {29000, 3000, 16, 6, {0, 1, 2}, 3};
  GByteArray *png = png_of (&picture);
  EpiImage image;
  GError *error = NULL;

  g_assert_false (epi_image_read (png->data, png->len, "it", &image, &error));
  said (error, "29000 × 3000|cannot be in a file");
  g_byte_array_unref (png);
}

static void
test_grey_is_the_luma_of_the_colours (void)
{
  float pixels[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1};
  static const double luma[] = {0.299, 0.587, 0.114, 1};
  EpiImage image = {4, 1, 3, pixels}, grey;

  g_assert_cmpint (epi_image_grey (&image, &grey), ==, EPI_OK);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (grey.pixels[i], luma[i], 1e-7);
  epi_image_clear (&grey);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/png-of-every-kind-has-its-samples",
                   test_png_of_every_kind_has_its_samples);
  g_test_add_func ("/image/pgm-and-ppm-have-their-samples",
                   test_pgm_and_ppm_have_their_samples);
  g_test_add_func ("/image/what-is-wrong-is-said", test_what_is_wrong_is_said);
  g_test_add_func ("/image/a-damaged-png-is-refused",
                   test_a_damaged_png_is_refused);
  g_test_add_func ("/image/a-bomb-is-refused-before-memory-is-asked-for",
                   test_a_bomb_is_refused_before_memory_is_asked_for);
  g_test_add_func ("/image/grey-is-the-luma-of-the-colours",
                   test_grey_is_the_luma_of_the_colours);
  return g_test_run ();
}
