#!/bin/bash
# Many processes add to one record of corrections at once, some of them killed (-9) at random moments: every decision that
# was reported as recorded must be in it, and the record must stay readable.
#   bench/record-writers.sh [PROCESSES] [KILLS]     (100 and 0)
# Without kills all processes run at once; with kills, four at a time, of which two are killed.
# Needs a Release build of src/Misread.Cli, or MISREAD_PROGRAM=…/Misread.Cli.dll; a hundred take a minute on two idle cores.
set -eu
count=${1:-100}
kills=${2:-0}
program=${MISREAD_PROGRAM:-"$(cd "$(dirname "$0")/.." && pwd)/src/Misread.Cli/bin/Release/net10.0/Misread.Cli.dll"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet "$program" data convert synthetic --to csv --out data --quiet > /dev/null
id() { printf 'synthetic/train/%05d' "$1"; }
label() { sed -n "$(($1 + 2))p" data/train.csv | cut -d, -f1; }
header='when,id,original_label,new_label,reason,by'
echo "$header" > record.csv
touch reported

declare -a writers=()
start() { # NUMBER
    { echo "$header"; echo "2026-01-01T00:00:00Z,$(id "$1"),$(label "$1"),exclude,,w$1"; } > "w$1.csv"
    dotnet "$program" fix data --accept "w$1.csv" --corrections record.csv --quiet > /dev/null 2>> errors &
    writers[$1]=$!
}
collect() { # NUMBER…
    local n
    for n in "$@"; do
        if wait "${writers[$n]}" 2> /dev/null; then id "$n" >> reported; echo >> reported; fi
    done
}

killed=0
n=0
while [ "$n" -lt "$count" ]; do
    batch=()
    while [ "$n" -lt "$count" ] && { [ "$kills" -eq 0 ] || [ "${#batch[@]}" -lt 4 ]; }; do
        start "$n"
        batch+=("$n")
        n=$((n + 1))
    done
    for victim in "${batch[@]:0:2}"; do
        [ "$killed" -lt "$kills" ] || break
        sleep "0.$((RANDOM % 7))$((RANDOM % 10))"
        if kill -9 "${writers[$victim]}" 2> /dev/null; then killed=$((killed + 1)); fi
    done
    collect "${batch[@]}"
done

dotnet "$program" fix data --corrections record.csv --quiet > /dev/null
sort -o reported reported
tail -n +2 record.csv | cut -d, -f2 | sort > recorded
lost=$(comm -23 reported recorded | wc -l)
echo "$count processes, $killed killed: $(wc -l < reported) reported, $(wc -l < recorded) recorded, $lost lost"
[ "$lost" -eq 0 ] && [ "$(wc -l < reported)" -ge $((count - killed)) ]
