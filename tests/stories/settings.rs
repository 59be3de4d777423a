//! Configuration, attributes and environment that must not matter.

use crate::support::situation::{Row, Verdict, all};

/// Settings, each of which is made before a key is committed, and before a line beside one is.
const SETTINGS: &[&str] = &[
    "diff.external /bin/true",
    "diff.algorithm patience",
    "diff.renames false",
    "diff.renames copies",
    "diff.mnemonicPrefix true",
    "diff.noprefix true",
    "diff.orderFile /nonexistent",
    "diff.relative true",
    "diff.submodule log",
    "diff.wsErrorHighlight all",
    "diff.colorMoved zebra",
    "diff.interHunkContext 9",
    "diff.context 0",
    "diff.suppressBlankEmpty true",
    "diff.dirstat lines",
    "diff.statGraphWidth 1",
    "diff.wordRegex .",
    "diff.indentHeuristic false",
    "diff.ignoreSubmodules all",
    "color.ui always",
    "color.diff always",
    "core.quotePath true",
    "core.quotePath false",
    "core.autocrlf true",
    "core.autocrlf input",
    "core.eol crlf",
    "core.safecrlf false",
    "core.pager /bin/false",
    "pager.diff true",
    "core.bigFileThreshold 1",
    "core.fileMode false",
    "core.symlinks false",
    "core.ignoreCase true",
    "core.precomposeUnicode true",
    "core.trustctime false",
    "core.checkStat minimal",
    "core.preloadIndex false",
    "core.fsmonitor /nonexistent",
    "core.fsmonitor true",
    "core.untrackedCache true",
    "core.splitIndex true",
    "core.commitGraph false",
    "core.multiPackIndex false",
    "core.logAllRefUpdates false",
    "core.compression 0",
    "core.looseCompression 9",
    "core.attributesFile /nonexistent",
    "core.excludesFile /nonexistent",
    "core.editor false",
    "core.whitespace cr-at-eol",
    "core.abbrev 4",
    "core.warnAmbiguousRefs false",
    "core.sharedRepository group",
    "core.bare false",
    "core.repositoryFormatVersion 1",
    "core.protectNTFS true",
    "core.protectHFS true",
    "core.maxTreeDepth 10",
    "index.version 4",
    "index.skipHash true",
    "index.sparse true",
    "index.threads 4",
    "feature.manyFiles true",
    "feature.experimental true",
    "extensions.worktreeConfig true",
    "extensions.preciousObjects true",
    "extensions.noop x",
    "gc.auto 1",
    "status.showUntrackedFiles no",
    "commit.verbose true",
    "commit.gpgSign false",
    "commit.template /dev/null",
    "i18n.commitEncoding ISO-8859-1",
    "i18n.logOutputEncoding UTF-16",
    "alias.diff '!false'",
    "alias.diff-index '!false'",
    "alias.cat-file '!false'",
    "merge.conflictStyle zdiff3",
    "rerere.enabled true",
    "log.showSignature true",
    "submodule.recurse true",
    "fetch.recurseSubmodules true",
    "safe.bareRepository explicit",
    "transfer.hideRefs refs/heads",
    "uploadpack.hideRefs refs",
    "include.path /nonexistent",
    "include.path ../none",
    "includeIf.gitdir:/.path /nonexistent",
    "includeIf.onbranch:main.path none",
    "includeIf.hasconfig:remote.*.url:x.path none",
    "remote.origin.promisor true",
    "remote.origin.partialclonefilter blob:none",
    "trace2.normalTarget 1",
];

/// Variables, each of which a key is committed under.
const VARIABLES: &[&str] = &[
    "GIT_TRACE=1",
    "GIT_TRACE=$D/tr",
    "GIT_TRACE2_EVENT=1",
    "GIT_TRACE_SETUP=2",
    "GIT_EXTERNAL_DIFF=$D/nope",
    "GIT_PAGER=false",
    "GIT_LITERAL_PATHSPECS=1",
    "GIT_GLOB_PATHSPECS=1",
    "GIT_ICASE_PATHSPECS=1",
    "GIT_NOGLOB_PATHSPECS=1",
    "GIT_NAMESPACE=ns",
    "GIT_OBJECT_DIRECTORY=.git/objects",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES=$D/none",
    "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=diff.external GIT_CONFIG_VALUE_0=/bin/true",
    "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.attributesFile GIT_CONFIG_VALUE_0=/dev/null",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_CONFIG_SYSTEM=/dev/null",
    "GIT_CONFIG_NOSYSTEM=0",
    "GIT_CEILING_DIRECTORIES=$D",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM=1",
    "GIT_DEFAULT_HASH=sha256",
    "GIT_INDEX_VERSION=4",
    "GIT_DIFF_OPTS=-u0",
    "GIT_REF_PARANOIA=1",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_FLUSH=0",
    "GIT_QUARANTINE_PATH=x",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_REDIRECT_STDOUT=x",
    "GIT_PREFIX=sub/",
    "GIT_COMMON_DIR=.git",
    "GIT_WORK_TREE=.",
    "GIT_DIR=.git",
    "GIT_DIR=$D/tree/.git",
    "LC_ALL=C",
    "LANG=",
    "LC_ALL=tr_TR.UTF-8",
    "COLUMNS=20",
    "COLUMNS=0",
    "COLUMNS=x",
    "TERM=",
    "TERM=dumb",
    "TERM=xterm NO_COLOR=1",
    "CLICOLOR_FORCE=1",
    "RUST_BACKTRACE=1",
    "RUST_LOG=trace",
    "RUST_MIN_STACK=1",
    "HOME=",
    "HOME=/nonexistent",
    "XDG_CONFIG_HOME=/nonexistent",
    "TMPDIR=/nonexistent",
    "TMPDIR=",
    "PAGER=false",
    "EDITOR=false",
    "GIT_SSH_COMMAND=false",
    "GIT_ASKPASS=false",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_EXEC_PATH=/usr/lib/git-core",
    "GIT_TEMPLATE_DIR=/none",
    "GIT_COMMITTER_DATE=@0",
    "MALLOC_ARENA_MAX=1",
    "TZ=x",
    "POSIXLY_CORRECT=1",
    "GREP_OPTIONS=-v",
    "GIT_GRAFT_FILE=/dev/null",
    "GIT_SHALLOW_FILE=/dev/null",
    "GIT_NO_LAZY_FETCH=0",
    "GIT_INDEX_FILE=.git/index",
];

/// Attributes that change how Git shows or converts a file.
const ATTRIBUTES: &[&str] = &[
    "-diff",
    "binary",
    "diff=x",
    "-text",
    "text",
    "eol=crlf",
    "filter=f",
    "ident",
    "export-ignore",
    "merge=ours",
    "linguist-generated",
    "-diff -text -merge",
    "whitespace=-trailing",
];

/// A row for each, of which `{}` in the script is the value.
fn each(expected: Verdict, values: &[&str], script: &str) {
    let scripts: Vec<String> = values.iter().map(|value| script.replace("{}", value)).collect();
    let rows: Vec<Row<'_>> = values.iter().copied().zip(scripts.iter().map(String::as_str)).collect();
    all(expected, &rows);
}

#[test]
fn settings_do_not_hide_a_key() {
    each(Verdict::Blocks, SETTINGS, "git config {}; key > a; git add a; commit");
}

#[test]
fn settings_do_not_make_an_old_key_new() {
    // Git itself wants that file.
    let settings: Vec<&str> =
        SETTINGS.iter().copied().filter(|setting| !setting.starts_with("diff.orderFile")).collect();
    each(Verdict::Passes, &settings, "git config {}; key > a; git add a; old; echo more >> a; git add a; commit");
}

#[test]
fn variables_do_not_hide_a_key() {
    each(Verdict::Blocks, VARIABLES, "key > a; git add a; env {} git commit -q -m x");
}

#[test]
fn attributes_do_not_hide_a_key() {
    for place in [".gitattributes", ".git/info/attributes", "sub/.gitattributes", "$D/home/attributes"] {
        let script = "git config diff.x.textconv true; git config diff.x.command true; git config filter.f.clean cat
            git config core.attributesFile \"$D/home/attributes\"; mkdir -p sub .git/info
            echo '* {}' > PLACE; key > sub/a; git add sub/a; commit";
        each(Verdict::Blocks, ATTRIBUTES, &script.replace("PLACE", place));
    }
}

#[test]
fn places_and_ends_do_not_hide_a_key() {
    all(
        Verdict::Blocks,
        &[
            ("no HOME", "key > a; git add a; unset HOME; commit"),
            ("no LOGNAME", "key > a; git add a; unset LOGNAME; commit"),
            (
                "objects elsewhere, by the environment",
                "mkdir $D/od; export GIT_OBJECT_DIRECTORY=$D/od; key > a; git add a; commit",
            ),
            (
                "objects elsewhere and others beside, by the environment",
                "echo 1 > a; git add a; old; mkdir $D/od; \
                 export GIT_OBJECT_DIRECTORY=$D/od GIT_ALTERNATE_OBJECT_DIRECTORIES=$D/tree/.git/objects; \
                 key > a; git add a; commit",
            ),
            (
                "the same, in quotes",
                r#"echo 1 > a; git add a; old; mkdir $D/od; export GIT_OBJECT_DIRECTORY=$D/od GIT_ALTERNATE_OBJECT_DIRECTORIES="\"$D/tree/.git/objects\""; key > a; git add a; commit"#,
            ),
            (
                "the same, one of them missing",
                "echo 1 > a; git add a; old; mkdir $D/od; \
                 export GIT_OBJECT_DIRECTORY=$D/od GIT_ALTERNATE_OBJECT_DIRECTORIES=$D/none:$D/tree/.git/objects; \
                 key > a; git add a; commit",
            ),
            (
                "objects borrowed by a relative path",
                "echo 1 > a; git add a; old; mv .git/objects $D/objs; mkdir -p .git/objects/info; \
                 echo ../../../objs > .git/objects/info/alternates; key > a; git add a; commit",
            ),
            (
                "objects borrowed, with a comment",
                r"echo 1 > a; git add a; old; mv .git/objects $D/objs; mkdir -p .git/objects/info; printf '# c\n%s\n' $D/objs > .git/objects/info/alternates; key > a; git add a; commit",
            ),
            (
                "objects borrowed in turn",
                "echo 1 > a; git add a; old; mv .git/objects $D/o1; p=o1; for i in 2 3 4 5; \
                 do mkdir -p $D/o$i/info; echo $D/$p > $D/o$i/info/alternates; p=o$i; done; \
                 mkdir -p .git/objects/info; echo $D/$p > .git/objects/info/alternates; key > a; git add a; \
                 commit",
            ),
            ("closed input", "key > a; git add a; commit <&-"),
            ("closed output", "key > a; git add a; commit >&-"),
            (
                "a terminal of 20 columns",
                "key > a; git add a; if command -v script >/dev/null; then script -qec 'stty cols 20; git commit -m x' /dev/null; \
                 else COLUMNS=20 git commit -m x; fi",
            ),
            (
                "a filter puts a key in",
                r#"git config filter.f.clean "sed s/PLACE/$K/"; echo '* filter=f' > .gitattributes; echo t=PLACE > a; git add a; commit"#,
            ),
            (
                "an empty environment",
                "key > a; git add a; \
                 env -i PATH=\"$PATH\" GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@l GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@l \
                 git commit -q -m x",
            ),
        ],
    );
}

#[test]
fn a_filter_decides_what_the_blob_is() {
    all(
        Verdict::Passes,
        &[(
            "a filter takes a key out: the blob counts",
            r#"git config filter.f.clean "sed s/$K/PLACE/"; echo 'a filter=f' > .gitattributes; echo t=$K > a; git add a; commit"#,
        )],
    );
}
