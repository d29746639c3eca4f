#!/bin/sh
# Installs the system packages that the build needs (with apt, as root), or says which are missing.
set -eu
packages="g++ cmake ninja-build ccache pkg-config make git python3-dev python3-venv python3-pip \
libeigen3-dev libxml2-dev zlib1g-dev liblzma-dev libdeflate-dev liblz4-dev libzstd-dev libxxhash-dev \
libtbb-dev libfmt-dev libspdlog-dev nlohmann-json3-dev libgtest-dev"

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "--- not a Debian system: make sure that the equivalents of these packages are there:"
  echo "    $packages"
  exit 0
fi
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
if [ -z "$missing" ]; then
  exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
  echo "--- installing system packages:$missing"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "Missing system packages. Install them with:" >&2
  echo "  sudo apt-get install$missing" >&2
  exit 1
fi
