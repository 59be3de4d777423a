# A small repository, in which the seeds of the index target mean something: a commit, and changes after it.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@localhost GIT_AUTHOR_DATE='2001-01-01T00:00:00Z'
export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@localhost GIT_COMMITTER_DATE='2001-01-01T00:00:00Z'
git init --quiet --initial-branch=main .
mkdir -p dir/deep other
for file in a.txt a-b.txt dir/a dir/deep/b dir.txt other/c; do echo "$file" > "$file"; done
git add .
git commit --quiet -m before
echo changed > dir/a
git mv other/c other/d
echo new > dir/deep/new
git add .
