#!/bin/sh
# The main job with an installed BitPrism, as a user would do it: inspect, search, front and export of the example, pictures
# without a display and, where Xvfb is installed, the window on a screen. Runs in any folder that can be written to.
#   try_installed.sh [FOLDER]
set -eu
work=${1:-$(mktemp -d)}
mkdir -p "$work"
cd "$work"
fail() {
  echo "cannot use the installed program: $*" >&2
  exit 1
}
picture() { # file: a PNG that is not empty
  [ "$(head -c 4 "$1" | tail -c 3)" = PNG ] && [ "$(wc -c <"$1")" -gt 5000 ] || fail "'$1' is no picture"
}
version=$(bitprism-cli --version)
bitprism-cli inspect example >layers.txt
grep -q classifier layers.txt || fail "inspect does not list the example's layers"
rm -f s.bitprism
bitprism-cli search example --data example --session s.bitprism --method sensitivity --trials 6 --seed 1
bitprism-cli front s.bitprism --csv front.csv --force >/dev/null
[ "$(wc -l <front.csv)" -gt 2 ] || fail "the front has no plans"
bitprism-cli export example --session s.bitprism --size 80KiB --format onnx --out small.onnx --verify example --force
bitprism-cli export example --session s.bitprism --size 80KiB --format packed --out small.bprm --verify example --force
bitprism-cli inspect small.bprm >/dev/null
[ "$(wc -c <small.bprm)" -le 81920 ] || fail "small.bprm is larger than 80 KiB"
if command -v bitprism >/dev/null; then
  bitprism-cli front s.bitprism --png front.png --force >/dev/null
  picture front.png
  if command -v Xvfb >/dev/null; then
    for number in 90 91 92 93 94 95 96 97 98 99; do [ -e /tmp/.X$number-lock ] || break; done
    Xvfb ":$number" -screen 0 1680x1050x24 -nolisten tcp >/dev/null 2>&1 &
    server=$!
    trap 'kill $server' EXIT
    tries=0
    until [ -e "/tmp/.X11-unix/X$number" ]; do
      tries=$((tries + 1))
      [ $tries -lt 300 ] || fail "Xvfb does not start"
      sleep 0.2
    done
    DISPLAY=":$number" QT_QPA_PLATFORM=xcb bitprism example --data example --screenshot window.png
    picture window.png
    DISPLAY=":$number" QT_QPA_PLATFORM=xcb bitprism s.bitprism --screenshot session.png
    picture session.png
  else
    echo "Xvfb is not installed: the window was not shown on a screen"
  fi
fi
echo "BitPrism $version does its job: $work"
