# What the tests stand on that end gmig at every named step of a command.
#
# GMIG_TEST_CRASH_KINDS="kill throw term int" runs the other ends too (nightly).
#
# shellcheck shell=bash
# shellcheck disable=SC2034  # "kinds" is used by the tests

kinds=${GMIG_TEST_CRASH_KINDS:-kill}

# points_of GROUPS ARGUMENT…: every point that the command reaches, as POINT:N; of the groups (a
# point's first word, "amend journal") that are named.
points_of() {
    local groups=$1
    shift
    GMIG_FAULT_LOG=$PWD/points gmig "$@" >/dev/null 2>&1 || true
    grep -E "^(${groups// /|})\." points | awk '{ print $1 ":" ++seen[$1] }'
    rm points
}

# points_at_least FEWEST POINTS: a command that reaches fewer was not tested.
points_at_least() {
    [ "$(wc -l <<<"$2")" -ge "$1" ] || fail "only these points were reached: $2"
}

# crash POINT KIND ARGUMENT…: the command, ended there, in one of the ways in which it may end; what
# it said is in BATS_TEST_TMPDIR/crashed until the next one.
crash() {
    local point=$1 kind=$2 status
    shift 2
    GMIG_FAULT=$point:$kind gmig "$@" >"$BATS_TEST_TMPDIR/crashed" 2>&1 && status=0 || status=$?
    case $kind:$status in
    kill:137 | throw:70 | throw:6 | throw:7 | term:143 | int:130 | term:0 | int:0 | term:7 | int:7) ;;
    *) fail "$point:$kind ended with $status: $(cat "$BATS_TEST_TMPDIR/crashed")" ;;
    esac
}

# copy_database FROM TO: of the PostgreSQL server; TO is replaced.
copy_database() {
    postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE IF EXISTS \"$2\" WITH (FORCE)"
    postgres_query "$GMIG_TEST_POSTGRES" "CREATE DATABASE \"$2\" TEMPLATE \"$1\""
}
