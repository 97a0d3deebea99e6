#!/usr/bin/env bash
# Searches the bundled example on a Slurm cluster of one node that this script starts on this machine and stops again:
# with 1, 2 and 4 workers, with one that is cancelled (scancel) and one that is killed, and with the search killed and
# continued. Prints seconds and trials, and fails when a front differs from that of the search in one process.
# Needs slurm-wlm and munge (Debian), root, and a free machine: slurm_search.sh BIN_FOLDER [TRIALS]
set -u
bin=$(realpath "${1:?the folder of bitprism-cli}")
trials=${2:-16}
work=$(mktemp -d)
export SLURM_CONF=$work/slurm.conf
started=()
failures=0

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; failures=$((failures + 1)); }
finish() {
  scancel --user="$(id -un)" 2>/dev/null
  for id in "${started[@]}"; do kill "$id" 2>/dev/null; done
  sleep 1
  for id in "${started[@]}"; do kill -9 "$id" 2>/dev/null; done
  rm -rf "$work"
}
trap finish EXIT

# --- the cluster
chmod 755 "$work"
mkdir -p "$work"/{munge,state,spool,log}
chmod 755 "$work/munge"
dd if=/dev/urandom of="$work/munge/key" bs=1024 count=1 status=none
chmod 600 "$work/munge/key"
munged --foreground --force --socket="$work/munge/socket" --key-file="$work/munge/key" --pid-file="$work/munge/pid" \
  --log-file="$work/munge/log" --seed-file="$work/munge/seed" 2>/dev/null &
started+=($!)
host=$(hostname -s)
cores=$(nproc)
cat >"$SLURM_CONF" <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/log/slurmctld
SlurmdLogFile=$work/log/slurmd
MpiDefault=none
SchedulerParameters=batch_sched_delay=1,sched_interval=1
OverSubscribe=YES
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=60 State=UP OverSubscribe=FORCE:8
CONF
sed -i '/^OverSubscribe=YES$/d' "$SLURM_CONF"
slurmctld -D -f "$SLURM_CONF" >/dev/null 2>&1 &
started+=($!)
slurmd -D -f "$SLURM_CONF" >/dev/null 2>&1 &
started+=($!)
for _ in $(seq 60); do
  sinfo --noheader --states=idle 2>/dev/null | grep -q "$host" && break
  sleep 1
done
sinfo || { say "the cluster does not start:"; tail -5 "$work"/log/*; exit 1; }

# --- the searches
search=("$bin/bitprism-cli" search example --data example --method mtgp --trials "$trials" --seed 5 --methods uniform --bits 2-4
  --look-ahead 4)
points() { "$bin/bitprism-cli" front "$1" --json | grep -v '"path"\|seconds\|session'; }
timed() { # NAME COMMAND...: seconds that it takes
  local name=$1 begin end code
  shift
  begin=$(date +%s.%N)
  "$@" >"$work/$name.out" 2>"$work/$name.err"
  code=$?
  end=$(date +%s.%N)
  [ $code -eq 0 ] || fail "$name ended with $code: $(tail -2 "$work/$name.err")"
  say "$name: $(awk "BEGIN {printf \"%.1f\", $end - $begin}") s, $trials trials"
}
same() { points "$work/$1.bitprism" | cmp -s - "$work/expected" || fail "$1 has another front"; }

timed alone "${search[@]}" --session "$work/alone.bitprism"
points "$work/alone.bitprism" >"$work/expected"
slurm=(--cluster slurm --sbatch "--oversubscribe --cpus-per-task=1")
for count in 1 2 4; do
  timed "workers$count" "${search[@]}" --session "$work/workers$count.bitprism" "${slurm[@]}" --workers "$count"
  same "workers$count"
done

evaluations() { # of a session that is being written
  "$bin/bitprism-cli" front "$1" --json 2>/dev/null | sed -n 's/.*"evaluations": \([0-9]*\).*/\1/p' | head -1
}
await() { # SESSION COUNT
  for _ in $(seq 600); do
    [ "$(evaluations "$1" || echo 0)" -ge "$2" ] 2>/dev/null && return
    sleep 0.2
  done
  fail "$1 does not come to $2 evaluations"
}

# One worker is cancelled, another is killed: the third does the rest.
"${search[@]}" --session "$work/struck.bitprism" "${slurm[@]}" --workers 3 >"$work/struck.out" 2>"$work/struck.err" &
search_id=$!
await "$work/struck.bitprism" 2
job=$(sed -n 's/.*"job": *"\([0-9]*\)".*/\1/p' "$work/struck.bitprism.workers")
scancel "${job}_1"
await "$work/struck.bitprism" 4
pgrep -f "$work/struck.bitprism.secret" | head -1 | xargs -r kill -9
wait $search_id || fail "the struck search: $(tail -2 "$work/struck.err")"
same struck
say "struck: $(grep -c 'has come' "$work/struck.err") workers came, $(grep -c 'is lost\|has left' "$work/struck.err") went"

# The search itself is killed; its workers wait, and the same command goes on with them.
"${search[@]}" --session "$work/killed.bitprism" "${slurm[@]}" --workers 2 >/dev/null 2>&1 &
search_id=$!
await "$work/killed.bitprism" 3
kill -9 $search_id
wait $search_id 2>/dev/null
timed continued "${search[@]}" --session "$work/killed.bitprism" "${slurm[@]}" --workers 2
grep -q 'are still there' "$work/continued.err" || fail "the workers of the killed search were not taken over"
same killed
left=$(squeue --noheader | wc -l)
[ "$left" -eq 0 ] || fail "$left jobs are left"
[ $failures -eq 0 ] && say "all fronts are that of the search in one process"
exit $((failures > 0))
