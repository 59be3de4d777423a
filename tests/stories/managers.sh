#!/bin/bash
# Installs the hook managers that tests/stories/managers.rs drives, below a directory:
#   tests/stories/managers.sh DIR
#   KEYSTOP_TEST_MANAGERS=DIR cargo test --test stories managers
# Overcommit comes from a checkout of https://github.com/sds/overcommit in DIR/overcommit, and needs ruby with childprocess,
# iniparse and rexml. What is not there is skipped.
set -euo pipefail
mkdir -p "${1:?usage: managers.sh DIR}"
directory=$(cd "$1" && pwd)

npm_into() {
    mkdir -p "$directory/$1" && cd "$directory/$1" && shift
    npm init -y >/dev/null
    npm install --silent --ignore-scripts "$@"
}

npm_into npm husky@9 lefthook@2 simple-git-hooks@2
npm_into husky8 husky@8
npm_into husky4 husky@4
npm_into old ghooks@2 git-hooks@1 pre-commit@1 yorkie@2
python3 -m venv "$directory/python"
"$directory/python/bin/pip" -q install pre-commit prek
