//! The walls of the house: a slice imports only slices above it in `src/lib.rs`, only through their `mod.rs`; diesel is
//! imported in stores and in the platform; clocks, fresh ids and variables are read in the platform.

use std::path::{Path, PathBuf};

const SRC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// The slices in the order of `src/lib.rs`, which is the order of imports.
fn slices() -> Vec<String> {
    let lib = std::fs::read_to_string(format!("{SRC}/lib.rs")).expect("lib.rs");
    let names = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned));
    names.filter(|name| !["platform", "schema", "app", "cli"].contains(&name.as_str())).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The file without comments and without its inline tests.
fn code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).expect("file");
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every `crate::a::b` in the code, also inside braces: `use crate::{bids, projects::model}`.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(inner) = rest.strip_prefix('{') {
            let inner = &inner[..inner.find('}').unwrap_or(inner.len())];
            paths.extend(inner.split(',').map(|item| segments(item.trim())));
        } else {
            paths.push(segments(rest));
        }
    }
    paths
}

fn segments(text: &str) -> Vec<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    text[..end].split("::").filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

#[test]
fn slices_import_only_slices_above_them() {
    let slices = slices();
    assert!(slices.len() > 10, "{slices:?}");
    let mut wrong = Vec::new();
    for (place, slice) in slices.iter().enumerate() {
        for file in rust_files(&Path::new(SRC).join(slice)) {
            for path in crate_paths(&code(&file)) {
                let Some(first) = path.first() else { continue };
                if slices.iter().position(|s| s == first).is_some_and(|other| other > place) || ["app", "cli"].contains(&first.as_str()) {
                    wrong.push(format!("{}: crate::{}", file.display(), path.join("::")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the order of src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn the_platform_knows_no_slice() {
    let slices = slices();
    let mut wrong = Vec::new();
    for file in rust_files(&Path::new(SRC).join("platform")) {
        for path in crate_paths(&code(&file)) {
            if path.first().is_some_and(|first| slices.contains(first) || first == "app" || first == "cli") {
                wrong.push(format!("{}: crate::{}", file.display(), path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn diesel_and_the_schema_are_used_in_stores_only() {
    let mut wrong = Vec::new();
    for file in rust_files(Path::new(SRC)) {
        let relative = file.strip_prefix(SRC).expect("inside").to_string_lossy().into_owned();
        let may =
            relative.starts_with("platform/") || relative == "schema.rs" || relative.ends_with("/store.rs") || relative.contains("/store/");
        let code = code(&file);
        if !may && (code.contains("diesel::") || code.contains("#[diesel") || code.contains("crate::schema")) {
            wrong.push(relative);
        }
    }
    assert!(wrong.is_empty(), "diesel outside a store: {wrong:?}");
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<_> = rust_files(Path::new(SRC))
        .into_iter()
        .filter(|file| !file.ends_with("schema.rs"))
        .map(|file| (code(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > 420)
        .collect();
    assert!(long.is_empty(), "{long:?}");
}
