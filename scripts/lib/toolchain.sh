# Node.js and Yarn of the versions that the project is made with, in a folder
# of the project. Nothing of the machine is changed. Expects lib/common.sh.

toolchain_node_version=24
toolchain_yarn_version=4.18.1

# Puts the tool-chain first on PATH, after installing it where need be.
use_toolchain() {
  toolchain=$root/.toolchain
  if ! toolchain_fits; then
    install_toolchain
    toolchain_fits || die "The tool-chain in $toolchain does not work. Remove that folder and try again."
  fi
  PATH=$(toolchain_node_folder):$toolchain/node_modules/.bin:$PATH
  export PATH
}

toolchain_fits() {
  folder=$(toolchain_node_folder) || return 1
  case $("$folder/node" --version 2>/dev/null) in
    v$toolchain_node_version.*) ;;
    *) return 1 ;;
  esac
  grep -q "\"version\": \"$toolchain_yarn_version\"" \
    "$toolchain/node_modules/@yarnpkg/cli-dist/package.json" 2>/dev/null
}

# The package `node` brings the one of the machine's kind by an install script,
# which npm may not run. That one can be installed by itself as well.
toolchain_node_folder() {
  package=node-$(toolchain_platform)
  for folder in \
    "$toolchain/node_modules/$package/bin" \
    "$toolchain/node_modules/node/bin" \
    "$toolchain/node_modules/node/node_modules/$package/bin"; do
    if [ -x "$folder/node" ]; then
      printf '%s\n' "$folder"
      return 0
    fi
  done
  return 1
}

toolchain_platform() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) os=$(uname -s | tr '[:upper:]' '[:lower:]') ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) arch=$(uname -m) ;;
  esac
  printf '%s-%s\n' "$os" "$arch"
}

install_toolchain() {
  has npm || die "npm was not found. Install Node.js with npm, of any version; the scripts bring the version that the portal needs."
  headline "Installing Node.js $toolchain_node_version and Yarn $toolchain_yarn_version in .toolchain"
  mkdir -p "$toolchain"
  npm install --prefix "$toolchain" --no-audit --no-fund --loglevel=error \
    "node-$(toolchain_platform)@$toolchain_node_version" \
    "@yarnpkg/cli-dist@$toolchain_yarn_version" ||
    die "The tool-chain could not be installed. Is the package registry reachable?"
}

# Installs the dependencies, unless nothing changed since the last time.
install_dependencies() {
  stamp=$root/node_modules/.infrakitchen-install
  wanted=$(fingerprint yarn.lock .yarnrc.yml package.json packages/*/package.json plugins/*/package.json)
  if [ "$(stamp_of "$stamp")" = "$wanted" ]; then
    return
  fi
  headline 'Installing dependencies'
  (cd "$root" && yarn install --immutable >"$log_folder/install.log" 2>&1) || {
    tail -n 30 "$log_folder/install.log" >&2
    die "The dependencies could not be installed; all of it is in $log_folder/install.log"
  }
  printf '%s' "$wanted" >"$stamp"
}
