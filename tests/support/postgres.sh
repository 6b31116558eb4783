# Keeps one private PostgreSQL alive for exactly as long as its standard input stays open.
#
# usage: sh postgres.sh BIN PORT
#
# A test process starts this in a process group of its own and holds the other end of the pipe. However that process
# ends, returning, panicking or killed, the pipe closes and the server and its folder go away.
# Everything said goes to standard output; the last line of a good start is "ready".
set -eu
exec 2>&1
trap '' PIPE
trap 'exit 1' HUP INT TERM
cd /
bin=$1 port=$2
owner=$(id -un)
if [ "$owner" = root ]; then
    # PostgreSQL refuses to run as root.
    owner=postgres
    as_owner() { runuser -u postgres -- "$@"; }
else
    as_owner() { "$@"; }
fi

folder=$(mktemp -d "/tmp/shuniu-pg.XXXXXX")
stop() {
    trap '' HUP INT TERM
    as_owner "$bin/pg_ctl" stop --silent --mode immediate --pgdata "$folder/data" >/dev/null || true
    rm -rf "$folder"
}
trap stop EXIT
chown "$owner" "$folder"

as_owner "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C \
    --no-sync --no-instructions
# The data is thrown away: no write needs to survive a power cut.
if ! as_owner "$bin/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/log" --options "\
    -p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
then
    cat "$folder/log" || true
    exit 1
fi
echo ready
cat >/dev/null
