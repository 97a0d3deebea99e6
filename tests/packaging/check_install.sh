#!/usr/bin/env bash
# Installs a build into a scratch folder, moves it, and looks at what is there: programs that find their files, pages and
# completions with every command and flag, files for the desktop, one version.
#   check_install.sh BUILD SCRATCH VERSION
# Checks whose program is missing here are left out, and named.
set -uo pipefail
build=$1 scratch=$2 version=$3
unset BITPRISM_RESOURCES
export QT_QPA_PLATFORM=offscreen BITPRISM_ONNXRUNTIME=none LC_ALL=C
rm -rf "$scratch"
mkdir -p "$scratch"
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

have() { # program: whether it is here
  command -v "$1" >/dev/null && return 0
  echo "left out: what needs $1"
  return 1
}

cmake --install "$build" --prefix "$scratch/first" >"$scratch/install.log" || {
  cat "$scratch/install.log"
  exit 1
}
top="$scratch/moved to a second place"
mv "$scratch/first" "$top"
cli="$top/bin/bitprism-cli"

# --- the programs find their files where they are, and nowhere else
(cd / && XDG_CONFIG_HOME="$scratch/config" "$cli" inspect example) >"$scratch/inspect.txt" 2>&1 ||
  fail "the moved program does not open the example: $(cat "$scratch/inspect.txt")"
grep -q classifier "$scratch/inspect.txt" || fail "inspect lists no layer 'classifier'"
for program in bitprism-runtime bitprism-worker; do
  [ -x "$top/libexec/bitprism/$program" ] || fail "libexec/bitprism has no $program"
done
mv "$top/share/bitprism" "$top/share/away"
said=$(cd / && "$cli" inspect example 2>&1)
code=$?
mv "$top/share/away" "$top/share/bitprism"
[ $code = 3 ] || fail "without its files the program exits with $code, expected 3"
[[ $said == *"$top/share/bitprism/example/example.onnx"* ]] || fail "the error does not name the missing file: $said"

# --- libraries that LibTorch asks for and does not use are not loaded, no symbol of theirs is missing, and without their
# stand-ins the system's own are taken
if [ -d "$top/lib/bitprism" ]; then
  loaded=$(ldd "$cli" "$top"/libexec/bitprism/bitprism-worker | grep -E 'lib(opencv|av|sw)[a-z0-9_]*\.so' | grep -vE "=> $top/(bin/\.\.|libexec/bitprism/\.\./\.\.)/lib/bitprism/")
  [ -z "$loaded" ] || fail "libraries are loaded that have stand-ins: $loaded"
  (cd / && LD_BIND_NOW=1 "$cli" inspect example) >/dev/null 2>"$scratch/bound.txt" || fail "a symbol is missing: $(cat "$scratch/bound.txt")"
  mv "$top/lib/bitprism" "$top/lib/away"
  (cd / && "$cli" inspect example) >/dev/null 2>"$scratch/bare.txt" || fail "nothing runs without the stand-ins: $(cat "$scratch/bare.txt")"
  mv "$top/lib/away" "$top/lib/bitprism"
else
  echo "left out: the stand-ins for libraries, which this LibTorch does not need"
fi

# --- the guide that the window opens, with what its pages link to
if [ -x "$top/bin/bitprism" ]; then
  guide="$top/share/bitprism/docs/guide"
  [ -f "$guide/index.md" ] || fail "share/bitprism/docs/guide has no index.md"
  for page in "$guide"/*.md; do
    while read -r link; do
      [ -e "$guide/$link" ] || fail "${page##*/} links to '$link', which is not installed"
    done < <(grep -oE '\]\([^)#:]+' "$page" | sed 's/^](//' | sort -u)
  done
fi

# --- one version
[ "$("$cli" --version)" = "$version" ] || fail "bitprism-cli --version prints '$("$cli" --version)', expected $version"
grep -q "BitPrism $version\"" <<<"$(zcat "$top/share/man/man1/bitprism-cli.1.gz")" || fail "bitprism-cli(1) has another version"
grep -q "($version-1)" <<<"$(zcat "$top"/share/doc/bitprism*/changelog.Debian.gz)" || fail "the package's log has another version"

# --- every command and flag, as --help lists them
commands_of() { "$cli" --help | sed -n '/^Subcommands:/,$s/^  \([a-z-]*\)  .*/\1/p'; }
flags_of() { # help text on standard input; without the colon of "-h,--help"
  sed -nE 's/^  (-[A-Za-z-][A-Za-z0-9,-]*)( .*)?$/\1/p' | tr ',' '\n' | sort -u
}
page() { zcat "$top/share/man/man1/$1.1.gz" | sed 's/\\-/-/g'; }
bash_file="$top/share/bash-completion/completions/bitprism-cli"
zsh_file="$top/share/zsh/site-functions/_bitprism-cli"
fish_file="$top/share/fish/vendor_completions.d/bitprism-cli.fish"
commands=$(commands_of)
[ "$(wc -w <<<"$commands")" -gt 10 ] || fail "--help lists no commands"
overview=$(page bitprism-cli)
flags=0
for command in "" $commands; do
  name=bitprism-cli${command:+-$command}
  page "$name" >"$scratch/page.txt" || fail "there is no page $name(1)"
  bash_options=$(sed -n "s/^    '$command '\*) options='\(.*\)' ;;$/\1/p" "$bash_file")
  if [ -n "$command" ]; then
    grep -qF "fB$command" <<<"$overview" || fail "bitprism-cli(1) does not list '$command'"
    grep -q "^  '$command:" "$zsh_file" || fail "zsh does not complete '$command'"
    grep -q -- " -a $command -d " "$fish_file" || fail "fish does not complete '$command'"
    zsh_options=$(sed -n "/^      $command)$/,/;;$/p" "$zsh_file")
    fish_options=$(grep -F "'__fish_seen_subcommand_from $command'" "$fish_file")
  else
    zsh_options=$(sed -n '/^_arguments -C/,/&& return$/p' "$zsh_file")
    fish_options=$(grep -F "'not __fish_seen" "$fish_file")
  fi
  # shellcheck disable=SC2086
  for flag in $("$cli" $command --help | flags_of); do
    flags=$((flags + 1))
    grep -qF "fB$flag\\fR" "$scratch/page.txt" || fail "$name(1) lacks $flag"
    [[ " $bash_options " == *" $flag "* ]] || fail "bash lacks '$command $flag'"
    grep -qE "'\*?$flag\[" <<<"$zsh_options" || fail "zsh lacks '$command $flag'"
    case $flag in
      --*) grep -q -- " -l ${flag#--} " <<<"$fish_options" || fail "fish lacks '$command $flag'" ;;
      *) grep -q -- " -s ${flag#-} " <<<"$fish_options" || fail "fish lacks '$command $flag'" ;;
    esac
  done
done
[ $flags -gt 200 ] || fail "only $flags flags were compared"

# --- the shells take the scripts
completed() { # words...: what bash offers for the last
  # shellcheck disable=SC2016
  bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bitprism_cli; printf "%s\n" "${COMPREPLY[@]}"' \
    run "$bash_file" bitprism-cli "$@"
}
[ "$(completed ins)" = inspect ] || fail "bash completes 'ins' to '$(completed ins)', expected inspect"
[ "$(completed search example --sess)" = --session ] || fail "bash does not complete --sess"
[ "$(completed evaluate --device c | tr '\n' ' ')" = "cpu cuda " ] || fail "bash does not complete --device"
mkdir "$scratch/files"
touch "$scratch/files/a b.onnx"
[ "$(completed inspect "$scratch/files/a")" = "$scratch/files/a b.onnx" ] || fail "bash does not complete a file with a space"
if have zsh; then zsh -n "$zsh_file" || fail "zsh does not read its script"; fi
if have fish; then
  fish --no-execute "$fish_file" || fail "fish does not read its script"
  offered=$(HOME=$scratch fish --no-config -c "source '$fish_file'; complete -C 'bitprism-cli evaluate --device c'" | cut -f1 | tr '\n' ' ')
  [ "$offered" = "cpu cuda " ] || fail "fish offers '$offered' for --device c, expected cpu cuda"
fi
if have man; then
  for file in "$top"/share/man/man1/*.gz; do
    warnings=$(MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$file" 2>&1 >/dev/null)
    [ -z "$warnings" ] || fail "man warns of ${file##*/}: $warnings"
  done
fi

# --- the window's files
if [ -x "$top/bin/bitprism" ]; then
  said=$(env -u QT_QPA_PLATFORM -u DISPLAY -u WAYLAND_DISPLAY "$top/bin/bitprism" --version 2>&1)
  [[ $said == *"BitPrism $version" ]] || fail "bitprism --version, without a display, prints '$said'"
  "$top/bin/bitprism" --help | flags_of >"$scratch/window.txt"
  page bitprism | grep -oE 'fB--?[a-z-]+\\fR' | sed 's/^fB//; s/\\fR$//' | sort -u >"$scratch/window_page.txt"
  "$top/bin/bitprism" --help | grep -oE '^ +-[-a-z, ]*' | grep -oE -- '--?[a-z][a-z-]*' | sort -u >"$scratch/window.txt"
  diff "$scratch/window.txt" "$scratch/window_page.txt" || fail "bitprism(1) and bitprism --help differ"
  [ -f "$top/share/bitprism/icons/bitprism.svg" ] || fail "the window's icon is missing"
  metainfo="$top/share/metainfo/org.bitprism.BitPrism.metainfo.xml"
  grep -q "<release version=\"$version\"" "$metainfo" || fail "the metainfo has another version"
  if have appstreamcli; then appstreamcli validate --no-net "$metainfo" || fail "appstreamcli refuses the metainfo"; fi
  if have desktop-file-validate; then
    warnings=$(desktop-file-validate "$top/share/applications/bitprism.desktop")
    [ -z "$warnings" ] || fail "$warnings"
  fi
  if have update-mime-database && have gio; then
    data="$scratch/data"
    mkdir -p "$data/mime/packages"
    cp "$top/share/mime/packages/bitprism.xml" /usr/share/mime/packages/freedesktop.org.xml "$data/mime/packages/"
    update-mime-database "$data/mime" >/dev/null 2>&1 || fail "update-mime-database refuses bitprism.xml"
    zeros() { head -c "$1" /dev/zero; }
    { printf 'SQLite format 3\0' && zeros 52 && printf 'BiPr' && zeros 4000; } >"$scratch/session"
    { printf 'SQLite format 3\0' && zeros 4056; } >"$scratch/database"
    { printf 'BPRM' && zeros 60; } >"$scratch/packed"
    for expected in session:application/x-bitprism-session database:application/vnd.sqlite3 packed:application/x-bitprism-network; do
      type=$(XDG_DATA_DIRS=$data XDG_DATA_HOME=$scratch/none gio info -a standard::content-type "$scratch/${expected%%:*}" |
        sed -n 's/^ *standard::content-type: //p')
      [ "$type" = "${expected#*:}" ] || fail "a ${expected%%:*} is taken for '$type', expected ${expected#*:}"
    done
    for type in $(sed -n 's/^MimeType=//p' "$top/share/applications/bitprism.desktop" | tr ';' ' '); do
      [ -f "$top/share/icons/hicolor/scalable/mimetypes/${type/\//-}.svg" ] || fail "there is no icon of $type"
    done
  fi
fi

[ $failures = 0 ] || exit 1
echo "The installed folder is whole: $flags flags compared."
