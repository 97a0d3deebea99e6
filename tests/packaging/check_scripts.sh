#!/usr/bin/env bash
# Every script of the project is one for the shell that its first line names: a script for sh that takes words of bash
# runs on some systems alone. A planted one shows that this check finds such.
#   check_scripts.sh SOURCE
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

understood() { # file
  local shell
  shell=$(head -1 "$1" | sed -nE 's,^#!(/usr/bin/env +|/bin/)(sh|bash)$,\2,p')
  "${shell:-bash}" -n "$1"
}

printf '#!/bin/sh\ngrep -q a <<<b\n' >"$scratch/planted.sh"
if sh -c '[ -z "${BASH_VERSION:-}" ]' && understood "$scratch/planted.sh" 2>/dev/null; then
  echo "check_scripts.sh: a script for sh with words of bash was not noticed" >&2
  exit 1
fi
status=0
while IFS= read -r file; do
  understood "$file" || status=1
done < <(grep -rlE --exclude-dir=build --exclude-dir=.git '^#!(/usr/bin/env +|/bin/)(sh|bash)$' "$1"/.ci "$1"/app "$1"/packaging "$1"/tests)
exit $status
