keystop_program=$(command -v keystop) || keystop_program=@KEYSTOP@
if [ -n "$keystop_program" ] && [ -x "$keystop_program" ]; then
    @INPUT@"$keystop_program"@ARGUMENTS@ || exit
elif [ "${KEYSTOP_MISSING-}" = warn ]; then
    echo "keystop: nothing was scanned: there is no keystop on PATH, nor at its place." >&2
else
    echo "keystop: stopped, since nothing was scanned: there is no keystop on PATH, nor at its place." >&2
    echo "  next step: install it again (install.sh). To go without it: take its lines out of $0" >&2
    exit 2
fi
