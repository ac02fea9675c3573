#!/bin/sh
# Everything that is done with this checkout, one command each: ./go help
set -eu
cd "$(dirname "$0")"

book_pdf=out/python-for-staff-engineers.pdf

# Debian's and Ubuntu's names of what the program is made with and needs when it runs.
build_packages='gcc libc6-dev meson ninja-build pkg-config python3
    libcairo2-dev libcyaml-dev libdeflate-dev libfontconfig-dev libfreetype-dev libglib2.0-dev libgraphviz-dev
    libharfbuzz-dev libhunspell-dev libhyphen-dev libicu-dev libjpeg-dev liblcms2-dev libmd4c-dev
    libpango1.0-dev libqpdf-dev librsvg2-dev libsoup-3.0-dev libyaml-dev libzint-dev
    hunspell-en-gb hunspell-en-us hyphen-en-us'
# The same of what only the tests and the benchmark look through.
# Ghostscript and what it needs take 54 MB; without it, tests of separations are skipped.
test_packages='chromium chromium-driver ghostscript git graphviz-doc liblcms2-utils mupdf-tools poppler-utils
    python3-pygments qpdf zbar-tools'

usage()
{
    cat <<'END'
usage: ./go COMMAND

  book [OPTION...]   install what is missing, build, and write out/python-for-staff-engineers.pdf
                     from content/; options go to `longhand build`
  test [SUITE...]    install what is missing, build twice (the second time with AddressSanitizer and
                     UndefinedBehaviorSanitizer) and run every test; with names, only those suites
  build              install what is missing and build build/src/longhand
  gallery            install what is missing, build, and write out/gallery.pdf: every component of the look
  bench [FOLDER]     time the stages of a book (content/ when not told) against the cost of only
                     parsing it and shaping its text, and the same book made for a printer
  clean              remove build/, build-sanitize/ and out/
  help               show this

Environment: LONGHAND_CORPUS=FOLDER lets `test` check a second book, kept elsewhere.
END
}

say()
{
    printf '%s\n' "$*" >&2
}

die()
{
    say "go: $*"
    exit 1
}

# Which of the packages $@ are not installed.
missing_packages()
{
    for package in "$@"; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
        *' installed') ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "not root and no sudo; let somebody who may run: $*"
    fi
}

# Installs those of the packages $@ that are missing; asks nothing.
need()
{
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "go: no apt here, so nothing is installed; needed are, by Debian's names: $*"
        return
    fi
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    say "Installing with apt: $missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >&2
}

# A compiler newer than the one we build with may know new warnings; they don't stop anybody's book.
werror()
{
    case $(gcc -dumpversion) in
    ? | 1[012] | 1[012].*) echo true ;;
    *) echo false ;;
    esac
}

# Builds into the folder $1 with the further options of meson $2….
build_into()
{
    folder=$1
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        meson setup "$folder" -Dwerror="$(werror)" "$@" >&2
    fi
    ninja -C "$folder" >&2
}

build()
{
    # shellcheck disable=SC2086
    need $build_packages
    build_into build
    [ -x build/src/longhand ] || die 'the build made no build/src/longhand'
}

book()
{
    build
    mkdir -p out
    build/src/longhand build content -o "$book_pdf" "$@"
    say "Written: $book_pdf"
}

gallery()
{
    build
    mkdir -p out
    build/src/longhand build tests/gallery -o out/gallery.pdf "$@"
    say 'Written: out/gallery.pdf'
}

run_tests()
{
    # shellcheck disable=SC2086
    need $build_packages $test_packages
    if ! build_into build ||
        ! build_into build-sanitize -Db_sanitize=address,undefined -Db_lundef=false; then
        say 'go: the build failed, so no test was run'
        echo '0 passed, 1 failed'
        exit 1
    fi
    exec python3 tests/run.py build build-sanitize "$@"
}

bench()
{
    build
    exec python3 tests/bench/bench.py build "${1:-content}"
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
book) book "$@" ;;
test) run_tests "$@" ;;
build) build ;;
gallery) gallery "$@" ;;
bench) bench "$@" ;;
clean) rm -rf build build-sanitize out ;;
help | -h | --help) usage ;;
*)
    usage >&2
    exit 2
    ;;
esac
