#!/usr/bin/env bash
# Installs each package that is there into a fresh prefix and home, and commits a generated key: it must be blocked.
#
#   packaging/try.sh [DIR]     DIR: where build.sh and package.sh wrote (default: target/package)
#
# Prints a line for each way: seconds from an empty home to the blocked commit, and the commands that a person types.
# Exit status: 0 all blocked, 1 one was not, 2 there was nothing to try.
set -uo pipefail

packages=$(cd "${1:-target/package}" 2>/dev/null && pwd) || { echo "try.sh: there is no ${1:-target/package}; run packaging/build.sh" >&2; exit 2; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_PREFIX
tried=0
failed=0

# The commit of a generated key in a new repository must be blocked by the keystop on PATH.
blocked_commit() {
    mkdir -p "$HOME/repo" && cd "$HOME/repo" || return 1
    git init --quiet . && git config user.name t && git config user.email t@localhost
    keystop install . >/dev/null || return 1
    local random
    random=$(od -An -N 40 -tx1 /dev/urandom | tr -d ' \n' | cut -c 1-64)
    printf 'TOKEN = "%s%s"\n' 'dop_v1_' "$random" >deploy.py
    git add deploy.py
    ! git commit --quiet -m x 2>words && grep -q 'keystop: commit blocked' words
}

# try NAME COMMANDS STEP: runs the function STEP in an empty home, then the commit.
try() {
    local name=$1 commands=$2 step=$3 start end home=$scratch/$1
    mkdir -p "$home"
    tried=$((tried + 1))
    start=$(date +%s.%N)
    if (export HOME=$home XDG_CONFIG_HOME=$home/.config GIT_CONFIG_NOSYSTEM=1 && cd "$home" && "$step" >"$home/log" 2>&1 && "$step"_path && blocked_commit); then
        end=$(date +%s.%N)
        printf '%-10s blocked  %6.1f s  %s\n' "$name" "$(echo "$end - $start" | bc)" "$commands"
    else
        failed=$((failed + 1))
        printf '%-10s FAILED            %s\n' "$name" "$commands"
        tail -n 5 "$home/log" | sed 's/^/    /'
    fi
}

archive() { tar -xzf "$1" --strip-components=1 -C "$HOME" && ./install.sh --prefix "$HOME/.local"; }
one() { local files=("$packages"/$1); [ -e "${files[0]}" ] && printf '%s' "${files[0]}"; }

if file=$(one "keystop-*-$(rustc -vV 2>/dev/null | sed -n 's/^host: //p').tar.gz") || file=$(one 'keystop-*.tar.gz'); then
    from_archive() { archive "$file"; }
    from_archive_path() { PATH=$HOME/.local/bin:$PATH; }
    try archive "tar -xzf keystop-….tar.gz && ./install.sh; keystop install" from_archive
fi
if file=$(one 'keystop-*.whl') && command -v python3 >/dev/null; then
    from_wheel() { python3 -m venv "$HOME/venv" && "$HOME/venv/bin/pip" install --quiet --no-index "$file"; }
    from_wheel_path() { PATH=$HOME/venv/bin:$PATH; }
    try pip "pip install keystop; keystop install" from_wheel
fi
if file=$(one 'npm/keystop-[0-9]*.tgz') && command -v npm >/dev/null; then
    from_npm() {
        npm init --yes >/dev/null && npm install --ignore-scripts --no-audit --no-fund --offline "$packages"/npm/*.tgz
    }
    from_npm_path() { PATH=$HOME/node_modules/.bin:$PATH; }
    try npm "npm install --save-dev keystop; npx keystop install" from_npm
fi
if file=$(one 'keystop_*.deb') && command -v dpkg-deb >/dev/null; then
    from_deb() { dpkg-deb --extract "$file" "$HOME/root"; }
    from_deb_path() { PATH=$HOME/root/usr/bin:$PATH; }
    try deb "apt install ./keystop_….deb; keystop install" from_deb
fi
if file=$(one 'keystop-*.rpm') && command -v rpm2cpio >/dev/null && command -v cpio >/dev/null; then
    from_rpm() { mkdir root && cd root && rpm2cpio "$file" | cpio --quiet -idm; }
    from_rpm_path() { PATH=$HOME/root/usr/bin:$PATH; }
    try rpm "dnf install ./keystop-….rpm; keystop install" from_rpm
fi

if [ $tried = 0 ]; then
    echo "try.sh: there is no package in $packages; run packaging/build.sh" >&2
    exit 2
fi
echo "$((tried - failed)) passed, $failed failed"
[ $failed = 0 ]
