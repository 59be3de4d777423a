# This directory hides the hooks of each repository, so each is run from here.
keystop_kept=@KEPT@/@HOOK@
if [ -x "$keystop_kept" ]; then
    exec "$keystop_kept" "$@"
fi
@OTHERWISE@
