# Small things that every script needs. Expects $root, the repository's folder.

say() {
  printf '%s\n' "$*"
}

headline() {
  printf '\n==> %s\n' "$*"
}

warn() {
  printf 'warning: %s\n' "$*" >&2
}

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# A number that changes with the names and contents of the given files and
# folders. Those that git ignores do not count, and neither do tests.
fingerprint() {
  (
    cd "$root"
    if has git && git rev-parse --git-dir >/dev/null 2>&1; then
      git ls-files --cached --others --exclude-standard -- "$@"
    else
      find "$@" -type d \( -name node_modules -o -name dist \) -prune \
        -o -type f -print
    fi | grep -v '\.test\.tsx*$' | LC_ALL=C sort -u | tr '\n' '\0' |
      xargs -0 cksum 2>/dev/null | cksum | tr ' ' '-'
  )
}

# What a stamp file says, or nothing.
stamp_of() {
  cat "$1" 2>/dev/null || true
}
