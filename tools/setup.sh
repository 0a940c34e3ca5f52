# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What ./epigraph and ./check share: packages and builds.  To be sourced by a
# bash script that stands in the root of the source tree.
#
# Nothing is remembered between calls: the package database and ninja are asked
# each time, which takes a few hundredths of a second.

# Prints one sentence to standard error, with the name of the script.
say () {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# section_packages SECTION…: the packages in these sections of packages.txt.
section_packages () {
  awk -v wanted=" $* " '
    { sub (/#.*/, ""); gsub (/[ \t]/, "") }
    /^\[.*\]$/ { inside = index (wanted, " " substr ($0, 2, length - 2) " ") }
    !/^\[/ && inside && $0 != "" && !seen[$0]++
  ' packages.txt
}

# missing_packages PACKAGE…: those that are not installed.
missing_packages () {
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" \
                2> /dev/null || true)
  for package in "$@"; do
    grep -qx "$package installed" <<< "$installed" || echo "$package"
  done
}

# Asks on the terminal; an empty answer is yes.
agreed () {
  local answer
  printf 'Install them now with sudo apt-get? [Y/n] ' >&2
  read -r answer || return 1
  case $answer in
    '' | [Yy]*) ;;
    *) return 1 ;;
  esac
}

# install_packages [sudo] PACKAGE…: the lists of packages are fetched when the
# ones at hand are missing or too old.
install_packages () {
  local become=()
  if [ "$1" = sudo ]; then
    become=(sudo)
    shift
  fi
  local apt=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q)
  local install=("${apt[@]}" install -y --no-install-recommends "$@")
  "${install[@]}" < /dev/null ||
    { "${apt[@]}" update < /dev/null && "${install[@]}" < /dev/null; }
}

# ensure_packages SECTION…: installs what is missing, and says what.
ensure_packages () {
  local packages missing
  mapfile -t packages < <(section_packages "$@")
  if ! command -v dpkg-query > /dev/null; then
    say "this is not Debian, so nothing is installed; if the build stops," \
        "look in packages.txt for what it needs"
    return 0
  fi
  mapfile -t missing < <(missing_packages "${packages[@]}")
  if [ "${#missing[@]}" -eq 0 ]; then
    return 0
  fi
  say "these Debian packages are missing: ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    install_packages "${missing[@]}" >&2
  elif [ -t 0 ] && command -v sudo > /dev/null && agreed; then
    install_packages sudo "${missing[@]}" >&2
  else
    say "install them first: sudo apt-get install ${missing[*]}"
    return 1
  fi || {
    say "the packages could not be installed; see above"
    return 1
  }
}

# ensure_configured DIRECTORY [SETUP OPTION…]: configures it once.
ensure_configured () {
  local directory=$1
  shift
  [ -e "$directory/build.ninja" ] && return 0
  rm -rf "$directory"
  say "configuring $directory"
  if ! meson setup "$directory" "$@" > "$directory.log" 2>&1; then
    tail -n 20 "$directory.log" >&2
    say "the build could not be configured; the whole log is $directory.log"
    return 1
  fi
  mv "$directory.log" "$directory/setup.log"
}

# build DIRECTORY [TARGET…]: brings it up to date; silent when it is.
build () {
  local directory=$1
  shift
  if ninja -C "$directory" -n "$@" 2> /dev/null | grep -q 'no work to do'; then
    return 0
  fi
  say "building in $directory"
  local quiet=()
  [ -t 2 ] || quiet=(--quiet) # no progress where nobody watches it
  if ! ninja -C "$directory" "${quiet[@]}" "$@" >&2; then
    say "the build in $directory failed; see above"
    return 1
  fi
}

# ensure_locale DIRECTORY: compiles the German locale there, whose decimal comma
# some tests need; without the sources of locales those tests are skipped.
ensure_locale () {
  [ -e "$1/de_DE.UTF-8" ] || [ ! -e /usr/share/i18n/locales/de_DE ] ||
    { mkdir -p "$1" && localedef -i de_DE -f UTF-8 "$1/de_DE.UTF-8"; }
}
