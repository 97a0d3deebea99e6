#!/bin/bash
# The same search again and again, with load beside it: by 1, 2 and 4 workers, and killed and gone on with. Prints a row
# a run and fails unless every run has one table of sensitivities and one list of points.
#   repeat_search.sh CLI [RUNS [TRIALS [LIBRARIES]]]   by default 50 runs of 30 trials with the BLAS of the system;
#   LIBRARIES is a folder for LD_LIBRARY_PATH, such as /usr/lib/x86_64-linux-gnu/openblas-serial.
set -u
cli=$(realpath "${1:?usage: repeat_search.sh CLI [RUNS [TRIALS [LIBRARIES]]]}")
runs=${2:-50} trials=${3:-30} libraries=${4:-}
[ -n "$libraries" ] && export LD_LIBRARY_PATH=$libraries
folder=$(mktemp -d)
load=()
trap 'kill "${load[@]}" 2>/dev/null; rm -rf "$folder"' EXIT
for _ in 1 2; do
  (while :; do :; done) &
  load+=($!)
done

search() {  # SESSION WORKERS; replaces the shell that it runs in
  exec "$cli" search example --data example --method mtgp --trials "$trials" --seed 1 --session "$1" --workers "$2" \
    --look-ahead 4
}

# Hashes of everything measured: sensitivities as they are stored, bits and scores of every trial; points of the front.
figures() {
  "$cli" front "$1" --json > "$folder/front.json" && python3 - "$1" "$folder/front.json" << 'EOF'
import hashlib, json, sqlite3, sys
session = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
def short(value):
    return hashlib.md5(json.dumps(value).encode()).hexdigest()[:12]
table = json.loads(session.execute("select content from documents where name = 'sensitivity'").fetchone()[0])["kl"]
trials = session.execute("select trial, bits, accuracy, kl, loss, report_accuracy, bytes from evaluations order by trial")
front = json.load(open(sys.argv[2]))
points = [[p[key] for key in ("accuracy", "report_accuracy", "bytes", "bits", "trial")] for p in front["points"]]
print(short(table), short(trials.fetchall()), short(points), len(points), "%.6f" % front["hypervolume"])
EOF
}

printf '%-22s %7s  %-12s %-12s %s\n' run seconds table trials "points, their count, hypervolume"
one() {  # NAME SESSION SECONDS
  local all
  all=$(figures "$2") || exit 1
  printf '%-22s %7s  %s\n' "$1" "$3" "$all"
  echo "$all" >> "$folder/all"
}
for workers in 1 2 4; do
  for run in $(seq "$runs"); do
    session=$folder/$workers-$run.bprs begin=$SECONDS
    (search "$session" "$workers") > /dev/null 2> "$folder/errors" || { cat "$folder/errors"; exit 1; }
    one "workers $workers, run $run" "$session" $((SECONDS - begin))
    rm -f "$session"*
  done
done
for run in $(seq "$runs"); do
  session=$folder/killed-$run.bprs begin=$SECONDS
  for kill in 1 2 3; do  # 1 to 6 seconds after each start
    (search "$session" 2) > /dev/null 2>&1 &
    victim=$!
    sleep $((1 + (run + kill * 2) % 6))
    kill -9 "$victim" 2> /dev/null
    wait "$victim" 2> /dev/null
  done
  (search "$session" 2) > /dev/null 2> "$folder/errors" || { cat "$folder/errors"; exit 1; }
  one "killed thrice, run $run" "$session" $((SECONDS - begin))
  rm -f "$session"*
done
different=$(sort -u "$folder/all" | wc -l)
echo "$(wc -l < "$folder/all") runs, $different different results"
[ "$different" -eq 1 ]
