#!/usr/bin/env bash
# A doccano of one's own on loopback, for the tests under tests/doccano and to try things out.
#
#   tests/doccano/server.sh install VENV            # makes the server's virtual environment
#   tests/doccano/server.sh start VENV DIR PORT     # data, logs and process ids lie in DIR; the user is admin, the password pass
#   tests/doccano/server.sh stop DIR
#
# Server and client need different versions of pydantic, so VENV is not the environment that bantin lives in.
set -euo pipefail

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

stop() {  # whole process groups, gunicorn's workers too; returns when they are gone
    for name in web worker; do
        [ -f "$1/$name.pid" ] || continue
        group=$(cat "$1/$name.pid")
        kill -- "-$group" 2>/dev/null || true
        for _ in $(seq 100); do
            kill -0 -- "-$group" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 -- "-$group" 2>/dev/null || true
        rm -f "$1/$name.pid"
    done
}

case "${1:-}" in
install)
    [ $# -eq 2 ] || usage
    python3.11 -m venv "$2"
    "$2/bin/pip" install --quiet 'doccano==1.8.4' 'marshmallow<4' 'numpy<2' 'setuptools<81'
    ;;
start)
    [ $# -eq 4 ] || usage
    venv=$(cd "$2" && pwd) port=$4
    mkdir -p "$3/media" && dir=$(cd "$3" && pwd)
    export DOCCANO_HOME=$dir STANDALONE=True DJANGO_SETTINGS_MODULE=config.settings.production
    export DATABASE_URL="sqlite:///$dir/db.sqlite3" MEDIA_ROOT="$dir/media"
    if [ ! -f "$dir/db.sqlite3" ]; then
        "$venv/bin/doccano" init >"$dir/init.log" 2>&1
        "$venv/bin/doccano" createuser --username admin --password pass >>"$dir/init.log" 2>&1
    fi
    cd "$venv/lib/python3.11/site-packages/backend"
    set -m  # a process group for each
    "$venv/bin/gunicorn" --bind "127.0.0.1:$port" --workers 1 config.wsgi >"$dir/web.log" 2>&1 &
    echo $! >"$dir/web.pid"
    "$venv/bin/celery" --app=config --workdir="$PWD" worker --loglevel=info --pool=solo >"$dir/worker.log" 2>&1 &
    echo $! >"$dir/worker.pid"
    set +m
    for _ in $(seq 600); do  # /v1/me refuses strangers once the server answers; its health page counts a worker that is not there yet
        if [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/v1/me")" = 403 ] &&
            grep -q ' ready\.' "$dir/worker.log"; then
            echo "http://127.0.0.1:$port"
            exit 0
        fi
        sleep 0.2
    done
    echo "doccano did not start; see the logs in $dir" >&2
    tail -n 5 "$dir"/*.log >&2
    stop "$dir"
    exit 1
    ;;
stop)
    [ $# -eq 2 ] || usage
    stop "$2"
    ;;
*) usage ;;
esac
