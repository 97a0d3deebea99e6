#!/usr/bin/env bash
# Searches on a Slurm cluster of one node that this script starts on this machine and stops again, and fails when a
# front differs from that of the search in one process, or when more was measured than what was lost while it ran.
# Needs slurm-wlm and munge (Debian), and root.
#   slurm_search.sh BIN_FOLDER [--trials N] [--workers "1 2 4"] [--disturb N] [--seed N] [-- NETWORK AND OPTIONS]
# Without --disturb: with each number of workers, then with one that is cancelled (scancel) and one that is killed, then
# with the search killed and continued. With it: searches one after the other until N times, at random instants, a
# worker was cancelled, a worker was killed (-9), or the search was killed (-9) and the same command given again; ten
# for a search at most.
# By default the bundled example is searched; --trials, --session and where it is evaluated are added here.
set -u
bin=$(realpath "${1:?the folder of bitprism-cli}")
shift
trials=16 counts="1 2 4" disturbances=0 seed=1
words=(example --data example --method mtgp --seed 5 --methods uniform --bits 2-4 --look-ahead 4)
while [ $# -gt 0 ]; do
  case $1 in
    --trials) trials=$2 ;;
    --workers) counts=$2 ;;
    --disturb) disturbances=$2 ;;
    --seed) seed=$2 ;;
    --) shift; words=("$@"); break ;;
    *) echo "unknown option $1"; exit 2 ;;
  esac
  shift 2
done
work=$(mktemp -d)
export SLURM_CONF=$work/slurm.conf
started=()
failures=0

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; failures=$((failures + 1)); }
finish() {
  scancel --user="$(id -un)" 2>/dev/null
  for _ in $(seq 30); do # the steps end before the node does
    [ -z "$(squeue --noheader 2>/dev/null)" ] && break
    sleep 0.5
  done
  for id in "${started[@]}"; do kill "$id" 2>/dev/null; done
  sleep 1
  for id in "${started[@]}"; do kill -9 "$id" 2>/dev/null; done
  rm -rf "$work"
}
trap finish EXIT

# --- the cluster
chmod 755 "$work"
mkdir -p "$work"/{munge,state,spool,log,said}
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
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=60 State=UP OverSubscribe=FORCE:8
CONF
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
session() { printf '%s' "$work/$1.bitprism"; }
now() { date +%s.%N; }
since() { awk "BEGIN {printf \"%.1f\", $(now) - $1}"; }

# The search of that name becomes what this shell does; its words are in NAME.err, those of its workers in said/NAME.*
search() { # NAME [WORKERS]
  local cluster=()
  [ $# -gt 1 ] && cluster=(--cluster slurm --workers "$2" --sbatch
    "--oversubscribe --cpus-per-task=1 --output=$work/said/$1.%A_%a")
  exec "$bin/bitprism-cli" search "${words[@]}" --trials "$trials" --session "$(session "$1")" "${cluster[@]}" \
    >/dev/null 2>>"$work/$1.err"
}

points() { "$bin/bitprism-cli" front "$1" --json | grep -v '"path"\|seconds\|session'; }
same() { # NAME
  points "$(session "$1")" >"$work/points"
  [ "$(wc -l <"$work/points")" -gt 10 ] || fail "$1 has no front"
  cmp -s "$work/points" "$work/expected" || fail "$1 has another front"
}
measured() { # NAME: what its workers have begun to measure: the parts of every evaluation, and every sensitivity
  cat "$work/said/$1".* 2>/dev/null | grep -c ' measures '
}
jobs_of() { sed -n 's/.*"jobs": *"\([^"]*\)".*/\1/p' "$(session "$1").workers" 2>/dev/null; }
workers_of() { pgrep -f "^[^ ]*bitprism-worker .*$(session "$1").secret"; }
tasks_of() { squeue --noheader --array --name="$(jobs_of "$1")" --states=running --format=%i 2>/dev/null; }
whole() { # NAME [WORKERS]: to its end
  local begin
  begin=$(now)
  (search "$@") || fail "$1 ended with $?: $(tail -2 "$work/$1.err")"
  say "$1: $(since "$begin") s, $trials trials"
}
await() { # NAME COUNT PROCESS: until workers have measured so much, before the search has ended
  while [ "$(cat "$work/said/$1".* 2>/dev/null | grep -c 'measured in')" -lt "$2" ]; do
    kill -0 "$3" 2>/dev/null || { fail "$1 ended before it was disturbed"; return 1; }
    sleep 0.1
  done
}
nothing_left() {
  sleep 1
  local left
  left=$(squeue --noheader | grep -vc ' CG ')
  [ "$left" -eq 0 ] || fail "$left jobs are left"
}

strike_once() { # one worker is cancelled, another is killed: the third and those that replace them do the rest
  local id
  (search struck 3) &
  id=$!
  await struck 6 $id && scancel "$(tasks_of struck | head -1)"
  await struck 10 $id && kill -9 "$(workers_of struck | head -1)"
  wait $id || fail "the struck search: $(tail -2 "$work/struck.err")"
  same struck
  say "struck: $(grep -c 'has come' "$work/struck.err") workers came, $(grep -c 'is lost\|has left' "$work/struck.err")" \
    "went, $(grep -c 'in place of' "$work/struck.err") jobs in place of others"
}

kill_once() { # its workers wait, and the same command goes on with them
  local id
  (search killed 2) &
  id=$!
  await killed 8 $id && kill -9 $id
  wait $id 2>/dev/null
  whole killed 2
  grep -q 'still there' "$work/killed.err" || fail "the workers of the killed search were not taken over"
  same killed
}

disturb() {
  local most=10 done=0 round=0 id name begin kind victim again bound lost extra
  local -A of=([cancelled]=0 [killed]=0 [search]=0)
  RANDOM=$seed
  whole calm 1
  same calm
  again=$(measured calm)
  say "calm: $again measurements"
  while [ $done -lt "$disturbances" ]; do
    round=$((round + 1)) name=disturbed$round count=$((1 + RANDOM % 3)) bound=0 lost=0
    begin=$(now)
    (search $name $count) &
    id=$!
    while [ $done -lt "$disturbances" ] && [ $lost -lt "$most" ]; do
      sleep "$(awk "BEGIN {print 0.2 + $RANDOM / 32768 * 5}")"
      kill -0 $id 2>/dev/null || break
      kind=$((RANDOM % 3))
      if [ $kind -eq 0 ]; then
        victim=$(tasks_of $name | shuf -n 1 --random-source=<(yes $RANDOM))
        [ -n "$victim" ] && scancel "$victim" || continue
        of[cancelled]=$((of[cancelled] + 1)) bound=$((bound + 1))
      elif [ $kind -eq 1 ]; then
        victim=$(workers_of $name | shuf -n 1 --random-source=<(yes $RANDOM))
        [ -n "$victim" ] && kill -9 "$victim" 2>/dev/null || continue
        of[killed]=$((of[killed] + 1)) bound=$((bound + 1))
      else
        kill -9 $id 2>/dev/null || break
        wait $id 2>/dev/null
        of[search]=$((of[search] + 1)) bound=$((bound + 2 * count)) # an evaluation has two parts
        (search $name $count) &
        id=$!
      fi
      done=$((done + 1)) lost=$((lost + 1))
    done
    wait $id || fail "$name ended with $?: $(tail -2 "$work/$name.err")"
    same $name
    extra=$(($(measured $name) - again))
    say "$name: $count workers, $lost disturbances, $(since "$begin") s; $extra measurements begun again," \
      "at most $bound ran"
    [ $extra -le $bound ] || fail "$name measured what was there"
    for end in -wal -shm .secret .workers; do
      [ -e "$(session $name)$end" ] && fail "$name leaves its file $end"
    done
    nothing_left
  done
  say "$done disturbances of $round searches: ${of[cancelled]} workers cancelled, ${of[killed]} killed," \
    "${of[search]} searches killed"
}

whole alone
points "$(session alone)" >"$work/expected"
if [ "$disturbances" -gt 0 ]; then
  disturb
else
  for count in $counts; do
    whole "workers$count" "$count"
    same "workers$count"
  done
  strike_once
  kill_once
  nothing_left
fi
[ $failures -eq 0 ] && say "all fronts are that of the search in one process"
exit $((failures > 0))
