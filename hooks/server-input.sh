# >>> gmig managed block v1 ("gmig hooks uninstall" takes it out) >>>
gmig_program=@PROGRAM@
if [ ! -x "$gmig_program" ]; then
    for gmig_program in "$(command -v gmig || :)" "${HOME:-}/.local/bin/gmig" /usr/local/bin/gmig /usr/bin/gmig; do
        [ ! -x "$gmig_program" ] || break
    done
fi
if [ -x "$gmig_program" ]; then
    # What git writes to this hook goes to gmig and, again, to what follows here.
    gmig_input=
    [ -t 0 ] || gmig_input=$(cat)
    if [ -n "$gmig_input" ]; then
        printf '%s\n' "$gmig_input" | "$gmig_program" hook @HOOK@ "$@" || exit $?
        exec <<GMIG_END
$gmig_input
GMIG_END
    else
        "$gmig_program" hook @HOOK@ "$@" </dev/null || exit $?
        [ -t 0 ] || exec </dev/null
    fi
else
    echo "gmig: the program is not found, so @HOOK@ cannot check the migrations, and refuses." >&2
    echo "  next: gmig has to be installed on this server" >&2
    exit 1
fi
unset gmig_program gmig_input
# <<< gmig managed block v1 <<<
