#!/usr/bin/env bash
# Takes pictures of the window, for eyes: every panel with the bundled example, in every theme,
# size of screen and language, and a search halfway.
#   make_pictures.sh PROGRAM FOLDER [THEMES [SIZES [LANGUAGES [PANELS]]]]
# PROGRAM: bitprism. The lists are separated by spaces; a size may name a scale: 2560x1440@2. An empty list: all.
# Panel 'search' is pictured once more while a search runs. Prints the files, and fails if one was not written.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
program=$1 folder=$2
themes=${3:-light dark high-contrast}
sizes=${4:-1024x700 1366x768 2560x1440@2 3840x2160}
languages=${5:-en de zh_CN}
panels=${6:-front bits layers weights errors search activations training maps trials compare sensitivity doctor graph}
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
# The window of the pictures keeps nothing of the user's, nor leaves anything behind.
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
export HOME=$own XDG_CONFIG_HOME=$own/config XDG_DATA_HOME=$own/data XDG_RUNTIME_DIR=$own
mkdir -p "$folder"
missing=0

take() {
  local file=$folder/$1.png scale=$2
  shift 2
  if QT_SCALE_FACTOR=$scale "$program" "$@" --screenshot "$file" >"$own/said" 2>&1 && [ -s "$file" ]; then
    echo "$file"
  else
    echo "no picture $file: $(tail -n 1 "$own/said")" >&2
    missing=1
  fi
}

for theme in $themes; do
  for size in $sizes; do
    scale=1 window=${size%@*}
    if [ "$window" != "$size" ]; then
      # The size is that of the screen: the window has fewer, larger pixels.
      scale=${size#*@}
      window=$((${window%x*} / scale))x$((${window#*x} / scale))
    fi
    for language in $languages; do
      look="$theme-$size-$language"
      for panel in $panels; do
        take "$panel-$look" "$scale" --theme "$theme" --language "$language" --window-size "$window" --panel "$panel" \
          example
      done
      case " $panels " in
        *" search "*)
          take "searching-$look" "$scale" --theme "$theme" --language "$language" --window-size "$window" \
            --search 12 --tasks 64,256 example
          ;;
      esac
    done
  done
done
exit $missing
