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

# Downloads the runtimes in which the judge tests run networks, and sets BITPRISM_JUDGE to their folder: ONNX Runtime, and
# TensorFlow Lite as WebAssembly.
find_judge() {
  local judge=build/judge
  command -v npm >/dev/null || install_packages nodejs npm || say "npm could not be installed."
  # The install script of ONNX Runtime would download CUDA libraries; the CPU library is in the package.
  fetch_judge onnxruntime-node onnxruntime-node ||
    say "ONNX Runtime could not be downloaded: the tests that run exported networks in it are skipped."
  # Without the packages that only its use in browsers needs.
  fetch_judge @tensorflow/tfjs-tflite @tensorflow/tfjs-tflite@0.0.1-alpha.10 --legacy-peer-deps ||
    say "TensorFlow Lite could not be downloaded: the tests that hold the reader of .tflite files against it are skipped."
  if [ -d $judge/node_modules ]; then export BITPRISM_JUDGE=$PWD/$judge; fi
}

fetch_judge() { # folder in node_modules, package, options of npm...
  [ -d "$judge/node_modules/$1" ] && return
  mkdir -p "$judge"
  shift
  (cd "$judge" && npm install --silent --no-audit --no-fund --ignore-scripts "$@") >&2
}
