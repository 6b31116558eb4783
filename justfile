# `just` alone lists what there is. Every recipe is one plain command: none needs just.

_list:
    @just --list --unsorted

# Serve on ./data
run *args:
    cargo run --release -- serve {{ args }}

# Play one whole purchase, then keep serving (--exit: stop after it)
demo *args:
    cargo run --release -- demo {{ args }}

# All tests, or those whose name contains the argument
test *args:
    cargo test {{ args }}

# The pages in Chromium, on both databases
pages:
    cargo build --release
    cd tests/browser && npm ci && npm test

# Exactly what is run before a merge
ci:
    .ci/run

fmt:
    cargo fmt

lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
