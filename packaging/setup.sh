# Sourced by run, test and nightly: installs what is missing and builds. Works as root and with sudo.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

wanted() { sed 's/#.*//; /^ *$/d' packaging/packages-debian.txt; }

missing() {
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else
    say "Installing packages needs root or sudo. As root: $*"
    exit 1
  fi
}

install_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This script installs packages on Debian 12 and its derivatives only. Install the equivalents of these packages, then"
    say "run: cmake --preset release && cmake --build --preset release"
    wanted | tr '\n' ' ' >&2
    echo >&2
    exit 1
  fi
  local need
  need=$(missing "$@")
  if [ -n "$need" ]; then
    say "Installing: $(echo $need)"
    as_root apt-get update -q
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $need
  fi
}

build() { # preset, targets...
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
  cmake --build --preset "$preset" ${1:+--target "$@"} >&2
}

# Downloads ONNX Runtime, in which the judge tests run exported networks, and sets BITPRISM_JUDGE to its folder.
find_judge() {
  local judge=build/judge
  command -v npm >/dev/null || install_packages nodejs npm || say "npm could not be installed."
  if [ ! -d $judge/node_modules/onnxruntime-node ]; then
    mkdir -p $judge
    # Its install script would download CUDA libraries; the CPU library is in the package.
    (cd $judge && npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node) >&2 ||
      say "ONNX Runtime could not be downloaded: the judge tests are skipped."
  fi
  if [ -d $judge/node_modules/onnxruntime-node ]; then export BITPRISM_JUDGE=$PWD/$judge; fi
}
