#!/bin/sh
# Real parts for tests, where they can be had: a browser and a Postgres, from Debian's
# packages, if this is Debian and we are root. Elsewhere tests that need them say so and skip.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "not installed, so their tests are skipped:$missing" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
(apt-get -q update && apt-get -q install -y --no-install-recommends $missing) >/dev/null 2>&1 ||
    echo "could not be installed, so their tests are skipped:$missing" >&2
