# The rest of this file was here before. It goes first, so that what it stages is scanned too.
if [ -n "${KEYSTOP_REST-}" ]; then
    unset KEYSTOP_REST
else
@READ@
@INPUT@KEYSTOP_REST=yes "$0" "$@" || exit
@CHECK@
exit 0
fi
