#!/bin/bash
# A line for every export of a network: what was asked, and hashes of the files. Two builds are to write the same files
# wherever a change is not meant to change them:
#   diff <(export_hashes.sh OLD_CLI example) <(export_hashes.sh NEW_CLI example)
# With DATA inputs are quantized, too, and methods that need images take part.
#   export_hashes.sh CLI NETWORK [DATA]
set -u
cli=$(realpath "${1:?usage: export_hashes.sh CLI NETWORK [DATA]}") network=${2:?network} data=${3:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
images=(); [ -n "$data" ] && images=(--calibration "$data")

hashes() {  # OPTIONS...
  local line="$*" format
  for format in packed onnx torchscript plan; do
    rm -f "$folder/file"
    if "$cli" export "$network" --format $format --out "$folder/file" --force "$@" "${images[@]}" \
      > /dev/null 2> "$folder/problem"; then
      line+=" $format $(md5sum < "$folder/file" | cut -c1-12)"
    else
      line+=" $format refused: $(grep -v '^ *$' "$folder/problem" | tail -1 | cut -c1-160 | sed "s#$folder/##")"
    fi
  done
  echo "$line"
}

for bits in 2 4 8 16; do
  hashes --bits $bits
  hashes --bits $bits --method uniform
  hashes --bits $bits --method uniform --per tensor
  hashes --bits $bits --method uniform --range mse --affine
  hashes --bits $bits --method uniform --range percentile --correction none
  hashes --bits $bits --method aciq
  hashes --bits $bits --method aciq --no-clip --allocate --correction mean-std
  hashes --bits $bits --method aciq --author --prior gauss
  hashes --bits $bits --method pwlq
  hashes --bits $bits --method pwlq --regions 4 --per tensor
  hashes --bits $bits --method pwlq --overlapping --breakpoint laplace
  hashes --bits $bits --method pwlq --author --breakpoint search
  hashes --bits $bits --method dsconv
  hashes --bits $bits --method dsconv --block 7 --half-scales --refine
  hashes --bits $bits --method gdrq
  hashes --bits $bits --method gdrq --group 4 --sorted --reading R2 --threshold 2.5
  hashes --bits $bits --method gdrq --reading R2s --per tensor
  hashes --bits $bits --method omse
  hashes --bits $bits --method omse --terms 2 --affine
  hashes --bits $bits --method kl
  hashes --bits $bits --method kmeans
  hashes --bits $bits --method kmeans --exact --per tensor
  hashes --bits $bits --method ocs
  hashes --bits $bits --method ocs --expand 0.2 --range mse
done
hashes --bits 3 --equalize --method uniform
[ -n "$data" ] || exit 0
for options in "--method adaround" "--method gptq --range mse" "--method uniform --correction input-gain"; do
  hashes --bits 3 $options
done
for options in "" "--activation-range minmax" "--activation-range percentile --activation-percentile 99" \
  "--activation-range batch" "--activation-range aciq" "--activation-range kl" "--activation-range gdrq" \
  "--activation-range aciq --activation-per channel --activation-allocate --activation-correction mean" \
  "--activation-method pwlq" "--activation-method pwlq --activation-range minmax --activation-breakpoint search" \
  "--activation-method bfp" "--activation-method bfp --activation-block 8 --activation-exponent-bits 5" \
  "--activation-symmetric"; do
  hashes --bits 4 --method uniform --activation-bits 5 $options
done
