#!/bin/bash
# Kills Misread at random moments of every verb that writes, and counts what is lost by it: inputs, files of the user's beside the
# outputs, outputs that were whole before, unfinished work, decisions that were reported as recorded.
#
#   dotnet build -c Release src/Misread.Cli
#   bench/kills.sh src/Misread.Cli/bin/Release/net10.0/Misread.Cli 1000
#
# The second argument is the number of kills (default 300), the third the seed (default 1). Exit code 1 when anything was lost.
set -u
m=$(realpath "$1"); kills=${2:-300}; RANDOM=${3:-1}
work=$(mktemp -d); cd "$work" || exit 2
trap 'rm -rf "$work"' EXIT

"$m" data convert synthetic --split test --to csv --out big --quiet >/dev/null || exit 2
head -n 301 big/test.csv > small.csv && rm -rf big
echo precious > mine.txt
train="--dataset small.csv --model mlp --batch-size 8 --quiet"
"$m" run $train --epochs 3 --out base >/dev/null && "$m" run $train --epochs 2 --out other >/dev/null || exit 2
"$m" audit base --unseen --out issues --quiet >/dev/null || exit 2
mapfile -t ids < <(tail -n +2 issues/issues.csv | cut -d, -f2)
inputs() { find small.csv mine.txt base other issues -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum; }
before=$(inputs)

mkdir o && echo precious > o/mine.txt
verbs=(
    "run $train --epochs 30 --out o/run --resume" "run $train --epochs 8 --cross-validate 4 --out o/folds --resume"
    "train $train --epochs 30 --out o/train --resume" "retrain base --seeds 2 --quiet --out o/retrain --resume"
    "audit base --unseen --quiet --out o/audit" "errors base --out o/errors" "evaluate base --dataset small.csv --out o/evaluate"
    "compare base other --out o/compare" "cluster --dataset small.csv --n-init 2 --quiet --out o/cluster"
    "data convert small.csv --to png --out o/png" "predict base small.csv --out o/read.csv" "report base --out o/page.html" "fix"
)
declare -A took=() reported=()
done_=0 lost=0 finished=0 decision=0
lose() { lost=$((lost + 1)); echo "LOST $1" >&2; }
# Whether a folder holds all that its list says.
whole() {
    [ -f "$1/.misread" ] && tail -n +2 "$1/.misread" | while IFS=$'\t' read -r bytes path; do
        [ "$(stat -c %s "$1/$path" 2>/dev/null)" = "$bytes" ] || { echo "$path"; break; }
    done | { ! grep -q .; }
}
parts() { find "$1.checkpoint" -name '*.*.*' -not -name '.*' 2>/dev/null | wc -l; }

while [ $done_ -lt "$kills" ]; do
    v=${verbs[RANDOM % ${#verbs[@]}]}
    name=${v%% *}
    if [ "$name" = fix ]; then
        id=${ids[decision % ${#ids[@]}]}; decision=$((decision + 1))
        v="fix small.csv --accept issues/issues.csv --accept-ids $id --corrections record.csv --by me"
    fi
    out=$(sed -n 's/.*--out \([^ ]*\).*/\1/p' <<< "$v")
    had=no; [ -n "$out" ] && [ -e "$out" ] && had=yes
    kept=$(parts "$out")
    force=""; [ $had = yes ] && force=--force
    start=$(date +%s%N)
    "$m" $v $force >/dev/null 2>err.txt & pid=$!
    limit=${took[$name]:-4000}
    sleep "$(awk -v l="$limit" -v r=$RANDOM 'BEGIN { print l * r / 32768 / 1000 }')"
    if kill -9 $pid 2>/dev/null; then done_=$((done_ + 1)); fi
    wait $pid 2>/dev/null; rc=$?
    [ $rc -ne 137 ] && took[$name]=$(( ($(date +%s%N) - start) / 1000000 + 50 ))
    [ $rc -eq 0 ] && { finished=$((finished + 1)); [ "$name" = fix ] && reported[$id]=1; }
    # The next command that writes there puts back what was being replaced; without --force it does nothing else.
    if [ $had = yes ] && [ ! -e "$out" ]; then "$m" $v >/dev/null 2>&1; fi
    if [ $had = yes ] && [ ! -e "$out" ]; then lose "$out, which was there before: $v"; fi
    if [ -d "$out" ] && ! whole "$out"; then lose "part of $out: $v"; fi
    if [ "$force" = "" ] && [ $rc -ne 0 ] && [ "$(parts "$out")" -lt "$kept" ] && [ ! -e "$out" ]; then lose "unfinished work of $out"; fi
    [ -f o/mine.txt ] || lose "o/mine.txt"
done

[ "$(inputs)" = "$before" ] || lose "inputs"
for id in "${!reported[@]}"; do grep -qF "$id," record.csv || lose "the decision on $id"; done
# What is left of all the kills must not keep any verb from ending, and what was continued must be what was never stopped.
for v in "${verbs[@]:0:4}"; do
    out=$(sed -n 's/.*--out \([^ ]*\).*/\1/p' <<< "$v")
    [ -e "$out" ] || "$m" $v >/dev/null 2>err.txt || { cat err.txt; lose "$v"; }
    "$m" $(sed "s, --resume,,; s,--out o/,--out w/," <<< "$v") >/dev/null 2>err.txt || cat err.txt
    for f in model.safetensors probabilities.npy arms.csv; do
        if [ -e "w/${out#o/}/$f" ]; then cmp -s "$out/$f" "w/${out#o/}/$f" || lose "the bits of $out/$f"; fi
    done
done
echo "$done_ kills, $finished runs that came to their end, ${#reported[@]} decisions reported, $lost lost"
find . -name '*.tmp' -o -name '*.replaced' -o -name '*.lock' | sed 's/^/left: /'
[ $lost -eq 0 ]
