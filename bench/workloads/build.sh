#!/bin/sh
# Builds the workloads: each folder's .wasm from the sources beside it. The sources of third parties
# are fetched, at the versions that stand in the folders' Cargo.lock and below.
#
#   bench/workloads/build.sh            all of them
#   bench/workloads/build.sh NAME..     some
#   bench/workloads/build.sh check      builds all again elsewhere and compares the bytes
#
# Wants clang-22, lld-22, wasi-libc and libclang-rt-22-dev-wasm32, and Rust 1.95.0 with the target
# wasm32-unknown-unknown: other versions give other bytes. CLANG names another compiler.
set -eu
export LC_ALL=C

workloads=$(cd "$(dirname "$0")" && pwd)
cd "$workloads"

CLANG=${CLANG:-clang-22}
built=$workloads/../target/workloads
output=$workloads

# Features that every engine has. Debug information would only make the files large; names stay, as
# the manifests tell the hot functions by them.
c_flags="--target=wasm32-wasi -mexec-model=reactor --no-wasm-opt -Wno-deprecated -O3 -mcpu=mvp
    -msign-ext -mbulk-memory -mnontrapping-fptoint -Wall -Wextra -Wl,--strip-debug -I shared"
rust_flags="-Ctarget-cpu=mvp -Ctarget-feature=+sign-ext,+bulk-memory,+nontrapping-fptoint,+multivalue,+mutable-globals
    -Csymbol-mangling-version=v0"

# lua-src has several versions of Lua; 5.4 is the one in most use.
lua_crate=550.1.1
lua_version=5.4.8
sqlite_crate=0.38.2

die() {
    echo "build.sh: $*" >&2
    exit 1
}

# c NAME FLAGS..: the sources of a folder, and what the flags add.
c() {
    name=$1
    shift
    command -v "$CLANG" >/dev/null || die "$CLANG is missing; apt-get install clang-22 lld-22 wasi-libc libclang-rt-22-dev-wasm32"
    mkdir -p "$output/$name"
    # shellcheck disable=SC2086 # the flags are words
    "$CLANG" $c_flags "$@" "$name/src/main.c" -o "$output/$name/$name.wasm"
    chmod 644 "$output/$name/$name.wasm"
}

# rust NAME: the crate of a folder. Panic messages name sources, which must not depend on where these
# are; those of Rust's own library are named as if the component rust-src were not installed.
rust() {
    command -v cargo >/dev/null || die "cargo is missing; install Rust from https://rustup.rs"
    commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
    remap="--remap-path-prefix=$workloads=/workloads"
    remap="$remap --remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$commit"
    for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
        remap="$remap --remap-path-prefix=$registry=/crates"
    done
    mkdir -p "$output/$1"
    (cd "$1" && RUSTFLAGS="$(echo $rust_flags) $remap" \
        CARGO_TARGET_DIR="$built/$1" cargo build --quiet --release --locked --target wasm32-unknown-unknown)
    cp "$built/$1/wasm32-unknown-unknown/release/$1.wasm" "$output/$1/$1.wasm"
    chmod 644 "$output/$1/$1.wasm"
}

# fetch_crate NAME VERSION [FEATURES]: its published source in target/workloads/NAME-VERSION.
fetch_crate() (
    [ ! -e "$built/$1-$2/Cargo.toml" ] || exit 0
    mkdir -p "$built/fetch/src"
    cd "$built/fetch"
    : >src/lib.rs
    printf '[package]\nname = "fetch"\nedition = "2024"\n[dependencies]\n%s = { version = "=%s", features = [%s] }\n[workspace]\n' \
        "$1" "$2" "${3:-}" >Cargo.toml
    manifest=$(cargo metadata --format-version 1 | tr ',' '\n' |
        sed -n "s|.*\"manifest_path\":\"\(.*/$1-$2/Cargo.toml\)\".*|\1|p" | head -n 1)
    [ -n "$manifest" ] || die "cannot download the crate $1 $2"
    cp -R "$(dirname "$manifest")" "../$1-$2"
    cd .. && rm -r fetch
)

# Calls must stay calls where calls are measured.
build_fib() { c fib -fno-optimize-sibling-calls; }
build_calls() { c calls -fno-optimize-sibling-calls; }
build_sieve() { c sieve; }
build_matmul() { c matmul; }
build_nbody() { c nbody; }
build_mandelbrot() { c mandelbrot; }
build_sort() { c sort; }
build_mix() { c mix; }
build_bytecode() { c bytecode; }
build_simd() { c simd -msimd128; }
build_text() { rust text; }
build_sha256() { rust sha256; }
build_json() { rust json; }
build_regex() { rust regex; }
build_deflate() { rust deflate; }
build_markdown() { rust markdown; }

# wasi-libc has no setjmp: an error would be a trap, and there is none. Seeds are constant.
build_lua() {
    fetch_crate lua-src "$lua_crate"
    lua=$built/lua-src-$lua_crate/lua-$lua_version
    sources=
    for unit in api auxlib baselib code ctype debug do dump func gc lex mathlib mem object opcodes parser \
        state string strlib table tablib tm undump vm zio; do
        sources="$sources $lua/l$unit.c"
    done
    # shellcheck disable=SC2086
    c lua -w -include lua/include/no_files.h -I lua/include -I "$lua" '-DLUAI_THROW(L,c)=__builtin_trap()' '-DLUAI_TRY(L,c,a)=a' \
        -Dluai_jmpbuf=int '-Dluai_makeseed(L)=7u' '-Dl_randomizePivot()=7u' $sources
}

build_sqlite() {
    fetch_crate libsqlite3-sys "$sqlite_crate" '"bundled"'
    sqlite=$built/libsqlite3-sys-$sqlite_crate/sqlite3
    c sqlite -w -DSQLITE_THREADSAFE=0 -DSQLITE_OS_OTHER=1 -DSQLITE_TEMP_STORE=3 -DSQLITE_OMIT_LOAD_EXTENSION \
        -DSQLITE_OMIT_WAL -DLONGDOUBLE_TYPE=double -I "$sqlite" "$sqlite/sqlite3.c"
}

all="fib calls sieve matmul nbody mandelbrot sort mix bytecode simd text sha256 json regex deflate markdown lua sqlite"

build() {
    for name; do
        case " $all " in
            *" $name "*) echo "$name" && "build_$name" ;;
            *) die "no workload $name; there are: $all" ;;
        esac
    done
}

check() {
    output=$built/check
    # shellcheck disable=SC2086
    build $all
    different=0
    for name in $all; do
        cmp "$output/$name/$name.wasm" "$name/$name.wasm" || different=$((different + 1))
    done
    echo "$(($(echo "$all" | wc -w) - different)) passed, $different failed"
    [ "$different" = 0 ]
}

# shellcheck disable=SC2086
case "${1:-}" in
    check) check ;;
    "") build $all ;;
    -*) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
    *) build "$@" ;;
esac
