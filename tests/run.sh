#!/usr/bin/env bash
# Installs what the tests need, builds, checks the format and runs every suite.
# The last line says: N passed, N failed, N skipped.
#
# Needs the .NET 10 SDK and Node 20. On Debian, as root, it installs the rest with apt-get; elsewhere it says what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

need=()
command -v chromium >/dev/null || need+=(chromium)
command -v setpriv >/dev/null || need+=(util-linux)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || need+=(postgresql)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || need+=(libfaketime)
if ((${#need[@]})); then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing ${need[*]}"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y "${need[@]}" >/dev/null
  else
    echo "Please install: ${need[*]}" >&2
    exit 1
  fi
fi
FAUCET_BITCOIND=${FAUCET_BITCOIND:-$(tests/get-bitcoind.sh)}
export FAUCET_BITCOIND
# Everything is there now, so that nothing may be skipped.
export FAUCET_REQUIRE_ALL=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# No test's database outlives it. Flushed to a disk, thousands of them take half as long again as in memory, where there is room for that.
if [[ -z ${TMPDIR:-} && -w /dev/shm ]] && (($(df --output=avail /dev/shm | tail -1) > 4 * 1024 * 1024)); then
  export TMPDIR=/dev/shm
fi

dotnet build Faucet.sln -v quiet
dotnet format Faucet.sln --no-restore --verify-no-changes

passed=0 failed=0 skipped=0
for project in Core.Tests Engine.Tests Simulation Web.Tests; do
  log=$(mktemp)
  status=0
  dotnet test --project "tests/Faucet.$project" --no-build "$@" 2>&1 | tee "$log" || status=$?
  count() { sed -n "s/^ *$1: *\([0-9][0-9]*\).*/\1/p" "$log" | tail -1; }
  passed=$((passed + $(count succeeded || true) + 0))
  failed=$((failed + $(count failed || true) + 0))
  skipped=$((skipped + $(count skipped || true) + 0))
  # A suite that broke before it could count is a failure too.
  ((status == 0)) || [[ $(count failed) -gt 0 ]] || failed=$((failed + 1))
  rm -f "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
