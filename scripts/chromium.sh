#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests; root on Debian gets one installed.
set -euo pipefail

find_it() {
    [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && echo "$CHROMIUM" && return
    command -v chromium || command -v chromium-browser || command -v google-chrome-stable ||
        command -v google-chrome
}

if ! find_it; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        {
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium
        } >&2
    fi
    find_it || {
        echo "Chromium ontbreekt: installeer Chromium (Debian: apt-get install chromium)." >&2
        exit 1
    }
fi
