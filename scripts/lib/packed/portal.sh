# A fresh portal, and what is needed to install the packages in it. Expects
# lib/common.sh, lib/processes.sh, $root, $work, $log_folder, $port and $keep.

create_app_version=0.9.2
portal=
registry=

# Runs a command with its output in the log, which is shown where it fails.
quietly() {
  run "$@" >>"$log" 2>&1 || {
    tail -n 40 "$log" | cut -c 1-400 >&2
    die "'$*' failed; all of it is in $log"
  }
}

# shellcheck disable=SC2329 # Called by a trap.
clean_up() {
  end_child
  stop_project
  [ -z "$registry" ] || kill "$registry" 2>/dev/null || true
  # A package that was being packed has the manifest of the published one.
  for manifest in "$root"/plugins/*/package.json-prepack; do
    [ ! -f "$manifest" ] || mv "$manifest" "${manifest%-prepack}"
  done
  if [ "$keep" = yes ]; then
    say "The portal is in $work"
  else
    rm -rf "$work"
  fi
}

pack_all() {
  headline 'Packing the packages'
  log=$log_folder/pack.log
  : >"$log"
  mkdir "$work/packages"
  cd "$root"
  quietly yarn tsc
  quietly yarn backstage-cli repo build
  for folder in plugins/*; do
    (cd "$folder" && exec yarn pack --out "$work/packages/${folder##*/}.tgz") \
      >>"$log" 2>&1 || die "$folder could not be packed; see $log"
  done
}

start_registry() {
  mkfifo "$work/registry.in"
  node "$root/scripts/lib/packed/registry.js" "$work/packages" \
    <"$work/registry.in" >"$work/registry.url" &
  registry=$!
  # Open until this script ends, in whatever way: that ends the registry.
  exec 9>"$work/registry.in"
  tries=0
  while [ ! -s "$work/registry.url" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || die 'The packages could not be served.'
    sleep 0.1
  done
}

# A module that needs no provider but the engine's own.
make_module_repository() {
  (
    cp -R "$root/scripts/lib/packed/modules" "$work/modules"
    cd "$work/modules"
    git init --quiet --initial-branch=main
    git add .
    git -c user.name=packed -c user.email=packed@example.com \
      commit --quiet --message 'The first release'
    git tag v1.0.0
  ) 9>&-
}

make_project() {
  headline "Making a portal: $kind"
  kind_option=
  [ "$kind" = new ] || kind_option=--legacy
  cd "$work"
  # shellcheck disable=SC2086 # No word where there is no option.
  printf 'portal\n' | npx --yes "@backstage/create-app@$create_app_version" \
    $kind_option --skip-install --path "$project" >>"$log" 2>&1 9>&- ||
    die "The portal could not be made; see $log"
  node "$root/scripts/lib/packed/prepare.js" "$project" \
    "$(cat "$work/registry.url")" "$port" "$work"
  # Registries that the repository is set up with are not known outside of it.
  YARN_NPM_REGISTRY_SERVER=$(cd "$root" && yarn config get npmRegistryServer)
  # The Yarn of create-app ends when a download has to be tried again.
  YARN_IGNORE_PATH=1
  # Nothing that is installed has to be compiled; see .yarnrc.yml.
  YARN_ENABLE_SCRIPTS=false
  YARN_ENABLE_IMMUTABLE_INSTALLS=false
  INFRAKITCHEN_KEY=$(node -p 'require("node:crypto").randomBytes(32).toString("base64")')
  export YARN_NPM_REGISTRY_SERVER YARN_IGNORE_PATH YARN_ENABLE_SCRIPTS \
    YARN_ENABLE_IMMUTABLE_INSTALLS INFRAKITCHEN_KEY
}

follow_guide() {
  headline 'Following docs/guides/installation.md'
  cd "$project"
  quietly node "$root/scripts/lib/packed/follow-guide.js" \
    "$root/docs/guides/installation.md" "$kind" "$project"
}

build_project() {
  headline 'Building it'
  cd "$project"
  quietly yarn backstage-cli config:check --lax
  quietly yarn tsc
  quietly yarn build:all
  # As the portal's Dockerfile does.
  tar -xzf packages/backend/dist/bundle.tar.gz
}

start_project() {
  headline 'Starting it'
  # Targets in app-config.yaml are relative to this folder.
  cd "$project/packages/backend"
  NODE_ENV=production node . \
    --config "$project/app-config.yaml" \
    --config "$project/app-config.packed.yaml" >>"$log" 2>&1 9>&- &
  portal=$!
  cd "$root"
  node "$root/scripts/lib/packed/wait.js" "http://localhost:$port" "$portal" || {
    tail -n 40 "$log" | cut -c 1-400 >&2
    die "The portal did not start; its log is in $log"
  }
}

drive_project() {
  headline 'Driving it in a browser'
  cd "$root"
  run env E2E_BASE_URL="http://localhost:$port" E2E_MODULES="$work/modules" \
    PACKED_KIND="$kind" yarn playwright test --config e2e-tests/packed ||
    die "Not everything works in the portal of kind $kind; its log is in $log"
}

stop_project() {
  [ -n "$portal" ] || return 0
  kill "$portal" 2>/dev/null || true
  wait "$portal" 2>/dev/null || true
  portal=
}
