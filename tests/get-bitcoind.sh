#!/usr/bin/env bash
# Gets a real bitcoind for the tests that need one, and prints its path (nothing else goes to standard output).
#
#   tests/get-bitcoind.sh [FOLDER]      FOLDER defaults to .tools/bitcoin at the root of the repository, where the tests look
#
# A bitcoind on PATH wins; one fetched before is kept. Otherwise Bitcoin Knots (a Bitcoin Core derivative with the same RPC) is
# taken from a Debian suite that carries it, through the mirror that this machine's apt already uses. Its libraries are newer than
# a stable system's, so they are unpacked beside it and it starts with its own dynamic loader: nothing is installed.
set -euo pipefail

say() { echo "get-bitcoind: $*" >&2; }
starts() { "$1" --version >/dev/null 2>&1; }

if onpath=$(command -v bitcoind) && starts "$onpath"; then echo "$onpath"; exit 0; fi

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-$repository/.tools/bitcoin}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
bitcoind=$folder/bitcoind
if [[ -x $bitcoind ]] && starts "$bitcoind"; then echo "$bitcoind"; exit 0; fi

command -v apt-get >/dev/null && command -v dpkg >/dev/null || {
  say "this system has no apt: install bitcoind yourself, or set FAUCET_BITCOIND to one"; exit 1; }
loader=/lib64/ld-linux-x86-64.so.2 triplet=x86_64-linux-gnu
if [[ $(dpkg --print-architecture) == arm64 ]]; then loader=/lib/ld-linux-aarch64.so.1 triplet=aarch64-linux-gnu; fi
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' | grep -E '/debian/?$' | sort -u | head -n 1 || true)
[[ -n $mirror ]] || { say "apt names no Debian mirror: install bitcoind yourself, or set FAUCET_BITCOIND to one"; exit 1; }

# Everything is made beside its place and moved there at the end, so that an interrupted run leaves nothing that looks finished.
work=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists,debs}/partial "$work/root"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror ${BITCOIND_SUITE:-forky} main" >"$work/sources.list"
apt=(apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$work/lists"
     -o Dir::State::status=/dev/null -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
say "fetching into $folder"
"${apt[@]}" update >&2
packages=(bitcoin-knots libc6 libgcc-s1 libstdc++6 libevent-core-2.1-7t64 libevent-extra-2.1-7t64 libevent-pthreads-2.1-7t64
          libsqlite3-0 libzmq5 libbsd0 libmd0 libnorm1t64 libpgm-5.3-0t64 libsodium26 libgssapi-krb5-2 libkrb5-3 libk5crypto3
          libkrb5support0 libcom-err2 libkeyutils1 libssl3t64 libxml2-16 zlib1g libzstd1)
(cd "$work/debs" && "${apt[@]}" download "${packages[@]}" >&2)
for package in "$work"/debs/*.deb; do dpkg -x "$package" "$work/root"; done

rm -rf "$folder/root"
mv "$work/root" "$folder/root"
for program in bitcoind bitcoin-cli; do
  # The wrapper finds its root by its own place, so that the folder can be moved or cached.
  cat >"$work/$program" <<WRAPPER
#!/bin/sh
root=\$(dirname "\$(readlink -f "\$0")")/root
exec "\$root/usr/lib/$triplet/$(basename "$loader")" --library-path "\$root/usr/lib/$triplet" "\$root/usr/bin/$program" "\$@"
WRAPPER
  chmod +x "$work/$program"
  mv "$work/$program" "$folder/$program"
done
"$bitcoind" --version >/dev/null || { say "what was fetched does not start"; exit 1; }
echo "$bitcoind"
