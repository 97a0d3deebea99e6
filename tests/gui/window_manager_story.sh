#!/bin/bash
# The window on a screen with a window manager: window_manager_story.sh DESKTOP_TESTS BITPRISM
# Starts Xvfb and openbox, runs WindowManagerTest with Qt's xcb platform, then starts and closes the program itself.
set -u
tests=$1
program=$2

skip() {
  echo "window manager story skipped: $*"
  exit 0
}

command -v Xvfb >/dev/null || skip "Xvfb is not installed"
command -v openbox >/dev/null || skip "openbox is not installed"

folder=$(mktemp -d)
children=()
finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT

mkfifo "$folder/display"
Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp 3>"$folder/display" 2>"$folder/xvfb" &
children+=($!)
read -r number <"$folder/display" || skip "Xvfb does not start: $(tail -1 "$folder/xvfb")"
export DISPLAY=:$number QT_QPA_PLATFORM=xcb LC_ALL=C
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder XDG_CACHE_HOME=$folder XDG_RUNTIME_DIR=$folder
unset DBUS_SESSION_BUS_ADDRESS
chmod 700 "$folder"
openbox --sm-disable >"$folder/openbox" 2>&1 &
children+=($!)

BITPRISM_WINDOW_MANAGER=openbox "$tests" WindowManagerTest || exit 1

# The program itself: its first window lies on the screen, and ends the program when it is closed.
for tool in xdotool xwininfo; do
  command -v $tool >/dev/null || {
    echo "$tool is not installed: the program itself is not tried"
    exit 0
  }
done
"$program" &
started=$!
children+=("$started")
window=$(timeout 600 xdotool search --sync --onlyvisible --pid "$started" --name BitPrism | head -1)
[ -n "$window" ] || { echo "FAIL: the program shows no window"; exit 1; }
# xdotool adds the frame to the position twice.
read -r X Y WIDTH HEIGHT < <(xwininfo -id "$window" | awk '/Absolute upper-left X/ {x = $NF} /Absolute upper-left Y/ {y = $NF}
  /Width:/ {w = $NF} /Height:/ {h = $NF} END {print x, y, w, h}')
echo "the first window: ${WIDTH}x${HEIGHT} at $X,$Y"
if [ "$X" -lt 0 ] || [ "$Y" -lt 0 ] || [ $((X + WIDTH)) -gt 1366 ] || [ $((Y + HEIGHT)) -gt 768 ]; then
  echo "FAIL: the first window does not fit a screen of 1366 x 768"
  exit 1
fi
xdotool windowactivate --sync "$window" key --clearmodifiers ctrl+q
for _ in $(seq 600); do
  kill -0 "$started" 2>/dev/null || break
  sleep 1
done
wait "$started"
status=$?
[ $status -eq 0 ] || { echo "FAIL: the program ended with $status"; exit 1; }
echo "the program ended when it was told to"
