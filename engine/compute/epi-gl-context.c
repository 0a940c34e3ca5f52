/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding a driver.  The candidates, best first:
 *   1. EGL devices that are hardware (EGL_EXT_platform_device);
 *   2. the surfaceless platform (EGL_MESA_platform_surfaceless);
 *   3. the default display.
 * Displays are never terminated: EGL hands the same one to everybody in the
 * process who asks for it, and does not count.
 */
#include "compute/epi-gl-private.h"

#include <dlfcn.h>
#include <glib.h>
#include <string.h>

#define MAX_DEVICES 16

bool
epi_gl_renderer_is_software (const char *renderer)
{
  static const char *const names[] = {"llvmpipe",    "softpipe",
                                      "swrast",      "Software Rasterizer",
                                      "SwiftShader", "lavapipe"};

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (renderer, names[i]) != NULL)
      return true;
  return false;
}

static bool
has_library (const char *name)
{
  void *handle = dlopen (name, RTLD_LAZY | RTLD_LOCAL);

  if (handle != NULL)
    dlclose (handle);
  return handle != NULL;
}

/* epoxy aborts on a missing library, so ask before. */
static bool
has_libraries (char **trouble)
{
  if (!has_library ("libEGL.so.1") || !epoxy_has_egl ()) {
    *trouble = g_strdup ("this system has no EGL library");
    return false;
  }
  if (!has_library ("libOpenGL.so.0") && !has_library ("libGL.so.1")) {
    *trouble = g_strdup ("this system has no OpenGL library");
    return false;
  }
  return true;
}

static bool
has_client_extension (const char *name)
{
  const char *list = eglQueryString (EGL_NO_DISPLAY, EGL_EXTENSIONS);

  return list != NULL && epoxy_extension_in_string (list, name);
}

/* ---- Candidates -------------------------------------------------------- */

typedef struct {
  EGLDisplay display[MAX_DEVICES + 2];
  size_t n;
} Candidates;

static void
add (Candidates *candidates, EGLDisplay display)
{
  if (display != EGL_NO_DISPLAY)
    candidates->display[candidates->n++] = display;
}

static void
add_hardware_devices (Candidates *candidates)
{
  EGLDeviceEXT devices[MAX_DEVICES];
  EGLint n = 0;

  if (!has_client_extension ("EGL_EXT_platform_device") ||
      !has_client_extension ("EGL_EXT_platform_base") ||
      !has_client_extension ("EGL_EXT_device_query") ||
      !has_client_extension ("EGL_EXT_device_enumeration") ||
      !eglQueryDevicesEXT (MAX_DEVICES, devices, &n))
    return;
  for (EGLint i = 0; i < n; i++) {
    const char *list = eglQueryDeviceStringEXT (devices[i], EGL_EXTENSIONS);
    if (list == NULL ||
        !epoxy_extension_in_string (list, "EGL_MESA_device_software"))
      add (candidates, eglGetPlatformDisplayEXT (EGL_PLATFORM_DEVICE_EXT,
                                                 devices[i], NULL));
  }
}

static void
find_candidates (Candidates *candidates)
{
  add_hardware_devices (candidates);
  if (has_client_extension ("EGL_MESA_platform_surfaceless") &&
      has_client_extension ("EGL_EXT_platform_base"))
    add (candidates, eglGetPlatformDisplayEXT (EGL_PLATFORM_SURFACELESS_MESA,
                                               EGL_DEFAULT_DISPLAY, NULL));
  add (candidates, eglGetDisplay (EGL_DEFAULT_DISPLAY));
}

/* ---- One candidate ----------------------------------------------------- */

static EGLContext
create_context (EGLDisplay display, EGLConfig config, bool robust, bool old)
{
  const EGLint plain[] = {
      EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 3,
      EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
      /* EGL 1.5 from here on */
      robust ? EGL_CONTEXT_OPENGL_ROBUST_ACCESS : EGL_NONE, EGL_TRUE,
      EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET,
      EGL_NONE};
  const EGLint any[] = {EGL_NONE};

  return eglCreateContext (display, config, EGL_NO_CONTEXT, old ? any : plain);
}

static bool
choose_config (EGLDisplay display, EGLConfig *config)
{
  static const EGLint wish[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                                EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE};
  EGLint n = 0;

  if (epoxy_has_egl_extension (display, "EGL_KHR_no_config_context") &&
      epoxy_has_egl_extension (display, "EGL_KHR_surfaceless_context")) {
    *config = EGL_NO_CONFIG_KHR;
    return true;
  }
  return eglChooseConfig (display, wish, config, 1, &n) && n > 0;
}

static bool
make_current (EpiGl *gl, EGLConfig config)
{
  static const EGLint tiny[] = {EGL_WIDTH, 1, EGL_HEIGHT, 1, EGL_NONE};

  gl->surface = EGL_NO_SURFACE;
  if (!epoxy_has_egl_extension (gl->display, "EGL_KHR_surfaceless_context")) {
    gl->surface = eglCreatePbufferSurface (gl->display, config, tiny);
    if (gl->surface == EGL_NO_SURFACE)
      return false;
  }
  return eglMakeCurrent (gl->display, gl->surface, gl->surface, gl->context);
}

/* 4.3 was refused: an old context says what the driver has instead. */
static void
explain_version (EpiGl *gl, EGLConfig config, char **trouble)
{
  g_free (*trouble);
  *trouble = g_strdup ("the driver makes no OpenGL context");
  gl->context = create_context (gl->display, config, false, true);
  if (gl->context != EGL_NO_CONTEXT && make_current (gl, config)) {
    int version = epoxy_gl_version ();
    g_free (*trouble);
    *trouble = g_strdup_printf (
        "the driver \"%s\" has OpenGL %d.%d, where compute shaders need 4.3",
        (const char *)glGetString (GL_RENDERER), version / 10, version % 10);
  }
  epi_gl_context_close (gl);
}

static bool
open_display (EpiGl *gl, EGLDisplay display, char **trouble)
{
  EGLConfig config;
  EGLint major, minor;

  if (!eglInitialize (display, &major, &minor))
    return false;
  gl->display = display;
  if (!eglBindAPI (EGL_OPENGL_API) || !choose_config (display, &config))
    return false;
  if (!(major > 1 || minor >= 5) &&
      !epoxy_has_egl_extension (display, "EGL_KHR_create_context"))
    return false;
  gl->context = EGL_NO_CONTEXT;
  if (major > 1 || minor >= 5)
    gl->context = create_context (display, config, true, false);
  if (gl->context == EGL_NO_CONTEXT)
    gl->context = create_context (display, config, false, false);
  if (gl->context == EGL_NO_CONTEXT) {
    explain_version (gl, config, trouble);
    return false;
  }
  if (make_current (gl, config))
    return true;
  epi_gl_context_close (gl);
  return false;
}

static void
read_limits (EpiGl *gl)
{
  GLint64 bytes = 0;
  GLint groups = 0;

  gl->vendor = g_strdup ((const char *)glGetString (GL_VENDOR));
  gl->renderer = g_strdup ((const char *)glGetString (GL_RENDERER));
  gl->version = g_strdup ((const char *)glGetString (GL_VERSION));
  gl->software = epi_gl_renderer_is_software (gl->renderer);
  gl->doubles = epoxy_has_gl_extension ("GL_ARB_gpu_shader_fp64");
  gl->has_reset_status =
      epoxy_gl_version () >= 45 || epoxy_has_gl_extension ("GL_KHR_robustness");
  glGetInteger64v (GL_MAX_SHADER_STORAGE_BLOCK_SIZE, &bytes);
  glGetIntegeri_v (GL_MAX_COMPUTE_WORK_GROUP_COUNT, 1, &groups);
  gl->max_bytes = (size_t)bytes;
  gl->max_groups = (GLuint)MIN (groups, 65535);
}

bool
epi_gl_context_open (EpiGl *gl, char **trouble)
{
  Candidates candidates = {.n = 0};

  *trouble = NULL;
  if (!has_libraries (trouble))
    return false;
  find_candidates (&candidates);
  for (size_t i = 0; i < candidates.n; i++)
    if (open_display (gl, candidates.display[i], trouble)) {
      g_clear_pointer (trouble, g_free);
      read_limits (gl);
      return true;
    }
  if (*trouble == NULL)
    *trouble = g_strdup ("EGL finds no OpenGL driver");
  return false;
}

void
epi_gl_context_close (EpiGl *gl)
{
  if (gl->context == EGL_NO_CONTEXT)
    return;
  eglMakeCurrent (gl->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  if (gl->surface != EGL_NO_SURFACE)
    eglDestroySurface (gl->display, gl->surface);
  eglDestroyContext (gl->display, gl->context);
  eglReleaseThread ();
  gl->context = EGL_NO_CONTEXT;
  gl->surface = EGL_NO_SURFACE;
}
