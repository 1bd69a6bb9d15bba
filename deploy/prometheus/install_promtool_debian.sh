#!/bin/sh
# Installs promtool on Debian or Ubuntu, as root, taken out of its package: installed, that
# would run a Prometheus on port 9090.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get update
apt-get download prometheus
dpkg-deb --extract prometheus_*.deb .
install -m 755 usr/bin/promtool /usr/local/bin/promtool
