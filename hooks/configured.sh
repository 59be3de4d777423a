keystop_program=$(command -v keystop) || keystop_program=@KEYSTOP@
if [ ! -x "$keystop_program" ]; then
    if [ "${KEYSTOP_MISSING-}" = warn ]; then
        echo "keystop: nothing was scanned: there is no keystop on PATH, nor at $keystop_program" >&2
        exit 0
    fi
    echo "keystop: stopped, since nothing was scanned: there is no keystop on PATH, nor at $keystop_program" >&2
    echo "  next step: install it again (install.sh). To go without it: git config --remove-section hook.keystop" >&2
    exit 2
fi
"$keystop_program"@ARGUMENTS@
