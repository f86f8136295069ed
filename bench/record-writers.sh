#!/bin/sh
# A hundred processes add to one record of corrections at once; every decision that was reported as recorded must be in it.
#   bench/record-writers.sh [PROCESSES]
# Needs a Release build of src/Misread.Cli, or MISREAD_PROGRAM=…/Misread.Cli.dll; takes a minute on two cores.
set -eu
count=${1:-100}
program=${MISREAD_PROGRAM:-"$(cd "$(dirname "$0")/.." && pwd)/src/Misread.Cli/bin/Release/net10.0/Misread.Cli.dll"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet "$program" data convert synthetic --to csv --out data --quiet > /dev/null
id() { printf 'synthetic/train/%05d' "$1"; }
label() { sed -n "$(($1 + 2))p" data/train.csv | cut -d, -f1; }
echo 'when,id,original_label,new_label,reason,by' > record.csv
n=0
while [ "$n" -lt "$count" ]; do
    { echo 'when,id,original_label,new_label,reason,by'
      echo "2026-01-01T00:00:00Z,$(id "$n"),$(label "$n"),exclude,,w$n"; } > "w$n.csv"
    n=$((n + 1))
done
n=0
while [ "$n" -lt "$count" ]; do
    (dotnet "$program" fix data --accept "w$n.csv" --corrections record.csv --quiet > /dev/null && echo "$(id "$n")" > "done$n") &
    n=$((n + 1))
done
wait
cat done* 2>/dev/null | sort > reported
tail -n +2 record.csv | cut -d, -f2 | sort > recorded
echo "$count processes: $(wc -l < reported) reported, $(wc -l < recorded) recorded, $(comm -23 reported recorded | wc -l) lost"
[ "$(wc -l < reported)" -eq "$count" ] && [ "$(comm -23 reported recorded | wc -l)" -eq 0 ]
