#!/bin/sh
# Installs the PostgreSQL server on Debian or Ubuntu, as root, without making or
# starting the machine's own cluster on port 5432.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get update
apt-get install -y --no-install-recommends postgresql-common

# Only for this installation: what is installed later behaves as usual.
drop_in=/etc/postgresql-common/createcluster.d/zz-no-main-cluster.conf
trap 'rm -f "$drop_in"' EXIT
mkdir -p "$(dirname "$drop_in")"
echo 'create_main_cluster = false' >"$drop_in"

apt-get install -y --no-install-recommends postgresql
