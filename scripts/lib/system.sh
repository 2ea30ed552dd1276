# Programs of the machine. Expects lib/common.sh.

has_chromium() {
  [ -n "$(find_chromium)" ]
}

find_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if has "$name"; then
      command -v "$name"
      return
    fi
  done
}

has_postgres() {
  [ -n "${BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING:-}" ] ||
    has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

has_git() {
  has git
}

# need PROGRAM... - installs what is missing where that is allowed, and fails
# with all that is missing where it is not. Knows git, chromium and postgres.
need() {
  missing=
  for program in "$@"; do
    "has_$program" || missing="$missing $(package_of "$program")"
  done
  if [ -z "$missing" ]; then
    return
  fi
  if ! may_install; then
    die "Missing on this machine:$missing. Install it, for example with: apt-get install$missing"
  fi
  headline "Installing$missing"
  # shellcheck disable=SC2086 # A list of packages.
  { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
    >"$log_folder/apt.log" 2>&1 ||
    die "Could not install$missing; see $log_folder/apt.log"
}

package_of() {
  case $1 in
    postgres) printf 'postgresql' ;;
    *) printf '%s' "$1" ;;
  esac
}

may_install() {
  has apt-get && { [ "$(id -u)" = 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

has_engine() {
  has terraform || has tofu
}

# No distribution has them, and the project does not bring a binary of its own.
explain_missing_engine() {
  warn 'Neither terraform nor tofu was found.'
  cat >&2 <<'TEXT'
  Install one of them and put it on PATH:
    Terraform 1.5 or newer   https://developer.hashicorp.com/terraform/install
    OpenTofu 1.6 or newer    https://opentofu.org/docs/intro/install
TEXT
}
