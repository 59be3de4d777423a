# The hook that was here before goes first, so that what it stages is scanned too.
@READ@
keystop_kept=@KEPT@/@HOOK@
if [ -x "$keystop_kept" ]; then
    @INPUT@"$keystop_kept" "$@" || exit
fi
@CHECK@
