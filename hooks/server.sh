# >>> gmig managed block v1 ("gmig hooks uninstall" takes it out) >>>
gmig_program=@PROGRAM@
if [ ! -x "$gmig_program" ]; then
    for gmig_program in "$(command -v gmig || :)" "${HOME:-}/.local/bin/gmig" /usr/local/bin/gmig /usr/bin/gmig; do
        [ ! -x "$gmig_program" ] || break
    done
fi
if [ -x "$gmig_program" ]; then
    "$gmig_program" hook @HOOK@ "$@" || exit $?
else
    echo "gmig: the program is not found, so @HOOK@ cannot check the migrations, and refuses." >&2
    echo "  next: gmig has to be installed on this server" >&2
    exit 1
fi
unset gmig_program
# <<< gmig managed block v1 <<<
