/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs, slices, waiting.
 *
 * A slice is the work between two waits.  Each program has a rate, operations
 * per second, guessed low at first.
 *   1. work is expected to take operations / rate;
 *   2. when the slice would come to more than SLICE, wait first; when one
 *      dispatch alone is longer, send it in rectangles of work groups;
 *   3. after a wait every program in the slice has its rate multiplied by
 *      expected / measured, at least by 1/8.  Down at once and up by degrees,
 *      at most by 2 after a slice that took less than half of SLICE and by
 *      1.1 after one that took more: groups are few and large, so a rate
 *      that follows every slice up swings around the true one by a factor of
 *      three.  A short slice, which is mostly waiting, never lowers it.
 * SLICE is a quarter of the 20 ms that a slice may take: the rest is for a
 * machine that does other things at the same time.
 */
#include "compute/epi-gl-private.h"

#include "compute/epi-shaders.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

#define N_PROGRAMS (EPI_N_SHADERS * 2 * EPI_GL_VARIANTS)
#define SLICE 0.005 /* s aimed at */
#define FIRST_RATE 2e8
#define PATIENCE 10 /* seconds after which a silent context counts as lost */

EpiStatus
epi_gl_fail (EpiGl *gl, EpiStatus status, const char *format, ...)
{
  va_list arguments;

  g_free (gl->trouble);
  va_start (arguments, format);
  gl->trouble = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (status == EPI_DEVICE_LOST)
    gl->lost = true;
  return status;
}

/* ---- Programs ---------------------------------------------------------- */

static const char *const shader_names[EPI_N_SHADERS] = {
    "check.comp",
    "cholesky-block.comp",
    "gemm-naive.comp",
    "gemm-tiled.comp",
    "gemm-register.comp",
    "gemv.comp",
    "grid.comp",
    "lu-eliminate.comp",
    "lu-panel.comp",
    "lu-pivot.comp",
    "map.comp",
    "reduce.comp",
    "swap-rows.comp",
    "trsm-block.comp",
    "activate.comp",
    "activate-back.comp",
    "convolve.comp",
    "convolve-to-input.comp",
    "convolve-to-weights.comp",
    "dropout.comp",
    "fill.comp",
    "gather.comp",
    "gather-back.comp",
    "loss.comp",
    "lstm-cell.comp",
    "lstm-cell-back.comp",
    "pool.comp",
    "pool-back.comp",
    "row-sums.comp",
    "softmax.comp",
    "softmax-back.comp",
    "update.comp",
};

static const char *
shader_text (const char *name)
{
  for (const EpiShaderSource *s = epi_shader_sources; s->name != NULL; s++)
    if (strcmp (s->name, name) == 0)
      return s->text;
  assert (!"a kernel that shaders/meson.build does not list");
  return NULL;
}

/* The driver's words, to the end of the first line. */
static EpiStatus
refuse (EpiGl *gl, EpiShader shader, char *log)
{
  log[strcspn (log, "\n")] = '\0';
  return epi_gl_fail (gl, EPI_FAILED,
                      "the driver \"%s\" does not compile %s (%s)",
                      gl->renderer, shader_names[shader], log);
}

static GLuint
compile (EpiGl *gl, EpiShader shader, EpiElement element, int op, char log[256])
{
  const char *broken = "";
  char variant[32];
  if (gl->fault == EPI_GL_FAULT_COMPILE && gl->compiled == gl->fault_at)
    broken = "#error a fault was asked for\n";
  const char *parts[] = {"#version 430 core\n",
                         element == EPI_DOUBLE
                             ? "#extension GL_ARB_gpu_shader_fp64 : require\n"
                               "#define DOUBLE 1\n#define REAL double\n"
                             : "#define REAL float\n",
                         variant,
                         broken,
                         shader_text ("prelude.glsl"),
                         "#line 1\n",
                         shader_text (shader_names[shader])};
  g_snprintf (variant, sizeof variant, "#define OP %d\n", op);
  GLuint id = glCreateShader (GL_COMPUTE_SHADER);
  GLint good = 0;

  gl->compiled++;
  glShaderSource (id, G_N_ELEMENTS (parts), parts, NULL);
  glCompileShader (id);
  glGetShaderiv (id, GL_COMPILE_STATUS, &good);
  if (good)
    return id;
  glGetShaderInfoLog (id, 256, NULL, log);
  glDeleteShader (id);
  return 0;
}

static EpiStatus
make_program (EpiGl *gl, EpiShader shader, EpiElement element, int op,
              EpiProgram *program)
{
  char log[256] = "";
  GLint good = 0;
  GLuint compiled = compile (gl, shader, element, op, log);

  program->refused = true;
  if (compiled == 0)
    return refuse (gl, shader, log);
  program->id = glCreateProgram ();
  glAttachShader (program->id, compiled);
  glLinkProgram (program->id);
  glDeleteShader (compiled);
  glGetProgramiv (program->id, GL_LINK_STATUS, &good);
  if (!good) {
    glGetProgramInfoLog (program->id, sizeof log, NULL, log);
    return refuse (gl, shader, log);
  }
  program->refused = false;
  program->rate = FIRST_RATE;
  gl->warming = true;
  return EPI_OK;
}

EpiStatus
epi_gl_use (EpiGl *gl, EpiShader shader, EpiElement element)
{
  return epi_gl_use_variant (gl, shader, element, 0);
}

EpiStatus
epi_gl_use_variant (EpiGl *gl, EpiShader shader, EpiElement element, int op)
{
  assert (op >= 0 && op < EPI_GL_VARIANTS);
  EpiProgram *program = &gl->program[shader][element == EPI_DOUBLE][op];

  if (program->id == 0 && !program->refused) {
    EpiStatus status = epi_gl_wait (gl); /* do not time the compiler */
    if (status == EPI_OK)
      status = make_program (gl, shader, element, op, program);
    if (status != EPI_OK)
      return status;
  }
  if (program->refused)
    return EPI_FAILED;
  gl->current = program;
  glUseProgram (program->id);
  return EPI_OK;
}

void
epi_gl_delete_programs (EpiGl *gl)
{
  EpiProgram *programs = gl->program[0][0];

  for (int i = 0; i < N_PROGRAMS; i++)
    if (programs[i].id != 0)
      glDeleteProgram (programs[i].id);
}

void
epi_gl_set_real (EpiElement element, GLint location, double value)
{
  if (element == EPI_DOUBLE)
    glUniform1d (location, value);
  else
    glUniform1f (location, (float)value);
}

void
epi_gl_bind (GLuint binding, GLuint handle)
{
  glBindBufferBase (GL_SHADER_STORAGE_BUFFER, binding, handle);
}

void
epi_gl_bind_buffers (size_t n, const EpiBuffer *const *buffers)
{
  GLuint base[8];

  for (size_t i = 0; i < n; i++) {
    epi_gl_bind ((GLuint)i, buffers[i]->handle);
    base[i] = (GLuint)buffers[i]->offset;
  }
  glUniform1uiv (16, (GLsizei)n, base);
}

/* ---- Waiting ----------------------------------------------------------- */

static double
seconds_now (void)
{
  return 1e-6 * (double)g_get_monotonic_time ();
}

static void
correct_rates (EpiGl *gl, double measured) /* 3. */
{
  double factor = gl->queued_seconds / MAX (measured, 1e-6);
  double least = measured < SLICE / 4 ? 1 : 0.125;
  double most = measured < SLICE / 2 ? 2 : 1.1;
  EpiProgram *programs = gl->program[0][0];

  for (int i = 0; i < N_PROGRAMS; i++)
    if (programs[i].queued) {
      programs[i].rate *= CLAMP (factor, least, most);
      programs[i].queued = false;
    }
}

static EpiStatus
check_context (EpiGl *gl)
{
  GLenum error;
  bool no_memory = false;

  if (gl->has_reset_status &&
      (epoxy_gl_version () >= 45
           ? glGetGraphicsResetStatus ()
           : glGetGraphicsResetStatusKHR ()) != GL_NO_ERROR)
    return epi_gl_fail (gl, EPI_DEVICE_LOST, "the graphics driver was reset");
  while ((error = glGetError ()) != GL_NO_ERROR) {
    if (error == GL_CONTEXT_LOST)
      return epi_gl_fail (gl, EPI_DEVICE_LOST, "the graphics context was lost");
    if (error != GL_OUT_OF_MEMORY)
      return epi_gl_fail (gl, EPI_FAILED, "the driver reports GL error 0x%x",
                          error);
    no_memory = true;
  }
  return no_memory ? epi_gl_fail (gl, EPI_NO_MEMORY, "no memory on the device")
                   : EPI_OK;
}

EpiStatus
epi_gl_wait (EpiGl *gl)
{
  GLenum answer = GL_ALREADY_SIGNALED;

  if (gl->lost)
    return EPI_DEVICE_LOST;
  if (gl->queued_seconds > 0) {
    GLsync fence = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
    answer = glClientWaitSync (fence, GL_SYNC_FLUSH_COMMANDS_BIT,
                               PATIENCE * UINT64_C (1000000000));
    glDeleteSync (fence);
    double measured = seconds_now () - gl->queued_since;
    if (!gl->warming) { /* drivers compile at the first dispatch, too */
      correct_rates (gl, measured);
      gl->longest_slice = MAX (gl->longest_slice, measured);
    }
    gl->queued_seconds = 0;
    gl->warming = false;
  }
  if (answer == GL_TIMEOUT_EXPIRED || answer == GL_WAIT_FAILED)
    return epi_gl_fail (gl, EPI_DEVICE_LOST,
                        "the graphics driver does not answer");
  return check_context (gl);
}

/* ---- Slices ------------------------------------------------------------ */

static EpiStatus
send (EpiGl *gl, const size_t first[2], const size_t count[2], double seconds)
{
  if (gl->fault == EPI_GL_FAULT_LOST && gl->dispatches == gl->fault_at)
    return epi_gl_fail (gl, EPI_DEVICE_LOST, "the graphics context was lost");
  if (gl->queued_seconds > 0 &&
      (gl->queued_seconds + seconds > SLICE || gl->warming)) {
    EpiStatus status = epi_gl_wait (gl); /* 2. */
    if (status != EPI_OK)
      return status;
  }
  if (gl->queued_seconds == 0)
    gl->queued_since = seconds_now ();
  gl->queued_seconds += MAX (seconds, 1e-9);
  gl->current->queued = true;
  gl->dispatches++;
  glUniform3ui (0, (GLuint)first[0], (GLuint)first[1], 0);
  glDispatchCompute ((GLuint)count[0], (GLuint)count[1], 1);
  glMemoryBarrier (GL_SHADER_STORAGE_BARRIER_BIT |
                   GL_BUFFER_UPDATE_BARRIER_BIT);
  return EPI_OK;
}

static double
rate (const EpiGl *gl)
{
  return gl->pinned_rate > 0 ? gl->pinned_rate : gl->current->rate;
}

/* How many of x × y groups, each of that many operations, make one slice: whole
 * rows if one fits, else a part of a row. */
static void
cut (const EpiGl *gl, size_t x, size_t y, double per_group, size_t count[2])
{
  double fitting = MAX (1, SLICE * rate (gl) / MAX (per_group, 1));
  double rows = MAX (1, fitting / (double)x);

  count[0] = fitting < (double)x ? (size_t)fitting : x;
  count[1] = rows < (double)y ? (size_t)rows : y;
  count[0] = MIN (count[0], gl->max_groups);
  count[1] = MIN (count[1], gl->max_groups);
}

EpiStatus
epi_gl_dispatch (EpiGl *gl, size_t x, size_t y, double operations)
{
  double per_group = operations / ((double)x * (double)y);
  size_t most[2], width, height;

  for (size_t y0 = 0; y0 < y; y0 += height) {
    cut (gl, x, y, per_group, most);
    height = MIN (most[1], y - y0);
    for (size_t x0 = 0; x0 < x; x0 += width) {
      cut (gl, x, y, per_group, most); /* the rate may have changed */
      width = height > 1 ? MIN (x, gl->max_groups) : most[0];
      width = MIN (width, x - x0);
      EpiStatus status = send (
          gl, (size_t[]){x0, y0}, (size_t[]){width, height},
          per_group * (double)width * (double)height / rate (gl)); /* 1. */
      if (status != EPI_OK)
        return status;
    }
  }
  return EPI_OK;
}

#define ROW 65536 /* of ENTRY in prelude.glsl */

EpiStatus
epi_gl_dispatch_entries (EpiGl *gl, size_t n, double operations_each)
{
  return epi_gl_dispatch (gl, epi_gl_groups (MIN (n, ROW), 64),
                          epi_gl_groups (n, ROW), operations_each * (double)n);
}
