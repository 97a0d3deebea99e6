#!/usr/bin/env bash
# Takes the pictures of the users' guide from the real window, with the bundled example: the whole window during a search,
# and every panel alone, named as the panel is on the command line.
#   make_guide_pictures.sh PROGRAM [FOLDER [NAMES]]
# PROGRAM: bitprism. FOLDER: docs/guide/pictures unless given. NAMES: those to take, separated by spaces; none: all.
# Prints the files, and fails if one was not written.
set -euo pipefail
if [ $# -lt 1 ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
program=$1
folder=${2:-$(dirname "$0")/../../docs/guide/pictures}
names=${3:-window front bits layers weights errors search activations training maps trials compare sensitivity doctor graph}
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
# The window of the pictures keeps nothing of the user's, nor leaves anything behind.
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
export HOME=$own XDG_CONFIG_HOME=$own/config XDG_RUNTIME_DIR=$own
mkdir -p "$folder"
missing=0
look=(--theme light --language en --window-size 1500x940)

take() { # name, arguments...
  local file=$folder/$1.png
  export XDG_DATA_HOME=$own/$1  # where a search would be continued
  shift
  if "$program" "${look[@]}" "$@" --screenshot "$file" example >"$own/said" 2>&1 && [ -s "$file" ]; then
    echo "$file"
  else
    echo "no picture $file: $(tail -n 1 "$own/said")" >&2
    missing=1
  fi
}

for name in $names; do
  case $name in
    window) take window --search 24 --tasks 64,256 ;;
    activations | maps | sensitivity | doctor) take "$name" --panel "$name" --alone ;;
    training) take "$name" --panel "$name" --alone --epochs 2 ;;
    *) take "$name" --panel "$name" --alone --search 24 --tasks 64,256 ;; # with the plan of a point of the front
  esac
done
exit $missing
