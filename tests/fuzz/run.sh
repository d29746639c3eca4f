#!/bin/sh
# Runs each fuzz target for a while and keeps a small corpus of what it found:
#
#   run.sh BUILD_FOLDER SECONDS [TARGET...]
#
# Inputs that show a fault are kept in BUILD_FOLDER/faults; the exit code is then 1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
seconds=$2
shift 2
programs=$build/tests/fuzz
most_bytes=80000 # of a target's corpus: it is replayed by each test run
export ASAN_OPTIONS="detect_stack_use_after_return=0:malloc_context_size=8:${ASAN_OPTIONS:-}"
[ $# -gt 0 ] || set -- file tree rntuple object forest onnx session stored_model codec_zl codec_cs codec_xz codec_l4 codec_zs
"$programs/make_seeds" "$build/seeds" "$here"/../data/rootio/*.root
"$programs/make_forest_seeds" "$build/seeds/forest" "$here"/../data/trees/tiny.* \
  "$here"/../data/trees/*.onnx "$here"/../data/bdt/*.xml*
"$programs/make_model_seeds" "$build/seeds"
mkdir -p "$build/seeds/file" "$build/faults"
cp "$here"/../data/rootio/*.root "$here"/../data/rootio/linked/*.root "$build/seeds/file"
failed=0
for target in "$@"; do
  seeds=$build/seeds/$target
  [ "$target" != tree ] || seeds=$build/seeds/file
  found=$build/corpus/$target
  mkdir -p "$seeds" "$found" "$here/corpus/$target"
  echo "--- $target"
  "$programs/${target}_fuzzer" -max_total_time="$seconds" -max_len=30000 -timeout=10 \
    -rss_limit_mb=2500 -entropic=0 -print_final_stats=1 -artifact_prefix="$build/faults/$target-" \
    "$found" "$here/corpus/$target" "$seeds" 2> "$build/faults/$target.log" || failed=1
  grep -E "FAULT|SUMMARY|number_of_executed_units" "$build/faults/$target.log" || true
  least=$build/least-$target
  rm -rf "$least" && mkdir "$least"
  "$programs/${target}_fuzzer" -set_cover_merge=1 -use_counters=0 -max_len=30000 "$least" "$found" \
    "$here/corpus/$target" "$seeds" 2> /dev/null || failed=1
  rm -f "$here/corpus/$target"/*
  total=0
  for input in $(ls -Sr "$least"); do
    total=$((total + $(stat -c %s "$least/$input")))
    [ $total -le $most_bytes ] || break
    cp "$least/$input" "$here/corpus/$target"
  done
done
exit $failed
