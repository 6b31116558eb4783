//! The service's keys in a folder of their own: `service.key` (base64) and `signing.pk8` (PKCS#8 DER).
//!
//! Power may fail between any two lines of this file and leave no half key behind: each key is written beside its place,
//! flushed, renamed, and the folder is flushed. While the pair is being made a file `unfinished` stands in the folder; nobody
//! uses the keys before it is gone. With it, a missing key is one that was never used and is made; without it, a missing key
//! is a loss and is refused, because a new key would open nothing. One process works on the folder at a time (`flock`).

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use secrecy::zeroize::Zeroizing;

use super::keys::{KeyError, KeyMaterial, ServiceKeys, master_from_base64};

const MASTER: &str = "service.key";
const SIGNING: &str = "signing.pk8";
const UNFINISHED: &str = "unfinished";
/// More than any key needs, and little enough to read whatever lies there.
const MAX_KEY_FILE: u64 = 4096;

/// Whether the keys were already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// At least one key was made just now: nothing was ever sealed or signed under the pair.
    Created,
    Loaded,
}

impl ServiceKeys {
    /// The keys in `folder`; makes the folder (0700) and both keys (0600) if neither key exists.
    ///
    /// The caller still compares [`ServiceKeys::fingerprints`] with the database: a folder that was emptied gives new keys.
    ///
    /// # Errors
    /// [`KeyError::Missing`] if one of the two was lost, [`KeyError::Damaged`], [`KeyError::OpenToOthers`],
    /// [`KeyError::FolderOpenToOthers`], or [`KeyError::Io`], each naming the path and what to do.
    pub fn load_or_create(folder: &Path) -> Result<(Self, Origin), KeyError> {
        create_folder(folder)?;
        refuse_writable_by_others(folder)?;
        let _one_process_at_a_time = lock(folder)?;

        let interrupted = folder.join(UNFINISHED).exists();
        let (master, signing) = (read_key(folder, MASTER)?, read_key(folder, SIGNING)?);
        let origin = match (&master, &signing) {
            (Some(_), Some(_)) if !interrupted => Origin::Loaded,
            (None, Some(_)) if !interrupted => {
                return Err(KeyError::Missing { path: folder.join(MASTER) });
            }
            (Some(_), None) if !interrupted => {
                return Err(KeyError::Missing { path: folder.join(SIGNING) });
            }
            _ => Origin::Created,
        };
        if origin == Origin::Created {
            make_missing(folder, master.is_none(), signing.is_none())?;
        }
        Ok((read_pair(folder)?, origin))
    }
}

fn make_missing(folder: &Path, master: bool, signing: bool) -> Result<(), KeyError> {
    let fresh = KeyMaterial::generate()?;
    write_durably(folder, UNFINISHED, b"keys are being made; nothing has used them yet\n")?;
    if master {
        write_durably(folder, MASTER, format!("{}\n", *fresh.master_base64()).as_bytes())?;
    }
    if signing {
        write_durably(folder, SIGNING, &fresh.signing_pkcs8)?;
    }
    let marker = folder.join(UNFINISHED);
    fs::remove_file(&marker).map_err(io_error("remove", &marker))?;
    sync_folder(folder)
}

fn read_pair(folder: &Path) -> Result<ServiceKeys, KeyError> {
    let required = |name| read_key(folder, name)?.ok_or_else(|| KeyError::Missing { path: folder.join(name) });
    let damaged = |name, expected| KeyError::Damaged { path: folder.join(name), expected };

    let text = required(MASTER)?;
    let master = std::str::from_utf8(&text)
        .ok()
        .and_then(master_from_base64)
        .ok_or_else(|| damaged(MASTER, "it should hold 32 random bytes in base64"))?;
    let material = KeyMaterial { master, signing_pkcs8: required(SIGNING)? };
    ServiceKeys::from_material(&material).map_err(|_| damaged(SIGNING, "it should hold an Ed25519 private key as PKCS#8 DER"))
}

/// The bytes of a key file, or `None` if there is no such file. The mode is checked on the opened file, not on its name.
fn read_key(folder: &Path, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let path = folder.join(name);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(io_error("open", &path)(source)),
    };
    let mode = file.metadata().map_err(io_error("inspect", &path))?.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyError::OpenToOthers { path, mode });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(256));
    file.take(MAX_KEY_FILE).read_to_end(&mut bytes).map_err(io_error("read", &path))?;
    Ok(Some(bytes))
}

/// Puts `bytes` at `name` whole or not at all.
fn write_durably(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), KeyError> {
    let (path, beside) = (folder.join(name), folder.join(format!(".{name}.new")));
    match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(io_error("remove", &beside)(error));
        }
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).map_err(io_error("create", &beside))?;
    file.write_all(bytes).map_err(io_error("write", &beside))?;
    file.sync_all().map_err(io_error("flush", &beside))?;
    fs::rename(&beside, &path).map_err(io_error("rename into place", &path))?;
    sync_folder(folder)
}

/// Makes the folder and its missing parents, each readable by its owner only, and flushes their names to disk.
fn create_folder(folder: &Path) -> Result<(), KeyError> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|ancestor| !ancestor.as_os_str().is_empty() && !ancestor.exists()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_error("create the key folder", folder))?;
    missing.into_iter().filter_map(Path::parent).try_for_each(sync_folder)
}

fn refuse_writable_by_others(folder: &Path) -> Result<(), KeyError> {
    let mode = fs::metadata(folder).map_err(io_error("inspect", folder))?.permissions().mode() & 0o7777;
    if mode & 0o022 != 0 {
        return Err(KeyError::FolderOpenToOthers { path: folder.to_owned(), mode });
    }
    Ok(())
}

/// Held until the returned handle is dropped.
fn lock(folder: &Path) -> Result<File, KeyError> {
    let handle = File::open(folder).map_err(io_error("open", folder))?;
    handle.lock().map_err(io_error("lock", folder))?;
    Ok(handle)
}

fn sync_folder(folder: &Path) -> Result<(), KeyError> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder).and_then(|handle| handle.sync_all()).map_err(io_error("flush", folder))
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = PathBuf::from(path);
    move |source| KeyError::Io { action, path, source }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, fs::Permissions, thread};

    use super::*;
    use crate::platform::crypto::{digest::to_hex, random_bytes};

    /// A folder of its own under the system's temporary folder, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new() -> Self {
            let name = format!("shuniu-keys-{}", to_hex(&random_bytes::<8>().unwrap()));
            Self(std::env::temp_dir().join(name))
        }

        fn keys(&self) -> PathBuf {
            self.0.join("data").join("keys")
        }

        fn put(&self, name: &str, bytes: &[u8]) {
            let path = self.keys().join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
        }

        fn names(&self) -> HashSet<String> {
            fs::read_dir(self.keys()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }

        fn refusal(&self) -> KeyError {
            ServiceKeys::load_or_create(&self.keys()).expect_err("these keys must be refused")
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Names and contents.
    type Files<'a> = &'a [(&'a str, &'a [u8])];

    fn both() -> HashSet<String> {
        HashSet::from([MASTER.to_owned(), SIGNING.to_owned()])
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn keys_are_made_once_for_the_owner_only_and_found_again() {
        let scratch = Scratch::new();
        let (made, origin) = ServiceKeys::load_or_create(&scratch.keys()).unwrap();
        assert_eq!(origin, Origin::Created);
        assert_eq!(scratch.names(), both());
        assert_eq!(mode(&scratch.keys()), 0o700);
        assert_eq!(mode(&scratch.keys().join(MASTER)), 0o600);
        assert_eq!(mode(&scratch.keys().join(SIGNING)), 0o600);

        let (found, origin) = ServiceKeys::load_or_create(&scratch.keys()).unwrap();
        assert_eq!(origin, Origin::Loaded);
        assert_eq!(found.fingerprints(), made.fingerprints());
    }

    #[test]
    fn wherever_the_power_failed_the_next_start_completes_the_pair_and_keeps_what_is_whole() {
        let donor = KeyMaterial::generate().unwrap();
        let whole_master = donor.master_base64().as_bytes().to_vec();
        let whole_signing = donor.signing_pkcs8.to_vec();
        let states: [(&str, Files<'_>); 8] = [
            ("before anything", &[]),
            ("marker half written", &[(".unfinished.new", b"ke")]),
            ("marker", &[(UNFINISHED, b"")]),
            ("master key half written", &[(UNFINISHED, b""), (".service.key.new", b"AAEC")]),
            ("master key", &[(UNFINISHED, b""), (MASTER, &whole_master)]),
            ("signing key half written", &[(UNFINISHED, b""), (MASTER, &whole_master), (".signing.pk8.new", b"0.")]),
            ("only signing key on disk", &[(UNFINISHED, b""), (SIGNING, &whole_signing)]),
            ("both keys", &[(UNFINISHED, b""), (MASTER, &whole_master), (SIGNING, &whole_signing)]),
        ];
        for (moment, files) in states {
            let scratch = Scratch::new();
            fs::create_dir_all(scratch.keys()).unwrap();
            files.iter().for_each(|(name, bytes)| scratch.put(name, bytes));
            let (made, origin) = ServiceKeys::load_or_create(&scratch.keys()).unwrap_or_else(|error| panic!("{moment}: {error}"));
            assert_eq!(origin, Origin::Created, "{moment}");
            for (name, bytes) in files.iter().filter(|(name, _)| [MASTER, SIGNING].contains(name)) {
                assert_eq!(&fs::read(scratch.keys().join(name)).unwrap(), bytes, "{moment}: {name}");
            }
            let (found, origin) = ServiceKeys::load_or_create(&scratch.keys()).unwrap();
            assert_eq!((found.fingerprints(), origin), (made.fingerprints(), Origin::Loaded), "{moment}");
            assert!(!scratch.keys().join(UNFINISHED).exists(), "{moment}");
        }
    }

    #[test]
    fn a_lost_key_is_refused_by_name_and_not_replaced() {
        for lost in [MASTER, SIGNING] {
            let scratch = Scratch::new();
            ServiceKeys::load_or_create(&scratch.keys()).unwrap();
            fs::remove_file(scratch.keys().join(lost)).unwrap();
            let refusal = scratch.refusal();
            assert!(matches!(&refusal, KeyError::Missing { path } if path.ends_with(lost)), "{refusal}");
            assert!(!scratch.names().contains(lost));
        }
    }

    #[test]
    fn a_damaged_key_is_refused_by_name_and_not_repeated() {
        for (name, bytes) in
            [(MASTER, b"AAECAwQ=".as_slice()), (MASTER, b"\xff\xfe"), (MASTER, b""), (SIGNING, b""), (SIGNING, b"0.\x02\x01")]
        {
            let scratch = Scratch::new();
            ServiceKeys::load_or_create(&scratch.keys()).unwrap();
            scratch.put(name, bytes);
            let refusal = scratch.refusal();
            assert!(matches!(&refusal, KeyError::Damaged { path, .. } if path.ends_with(name)), "{refusal}");
            assert!(!refusal.to_string().contains("AAECAwQ="));
            assert_eq!(fs::read(scratch.keys().join(name)).unwrap(), bytes);
        }
    }

    #[test]
    fn keys_that_others_may_read_are_refused_with_the_remedy() {
        for open_mode in [0o640, 0o604, 0o660, 0o644] {
            let scratch = Scratch::new();
            ServiceKeys::load_or_create(&scratch.keys()).unwrap();
            fs::set_permissions(scratch.keys().join(SIGNING), Permissions::from_mode(open_mode)).unwrap();
            let message = scratch.refusal().to_string();
            let remedy = format!("chmod 600 {}", scratch.keys().join(SIGNING).display());
            assert!(message.contains(&remedy) && message.contains(&format!("{open_mode:04o}")), "{message}");
        }
        let scratch = Scratch::new();
        ServiceKeys::load_or_create(&scratch.keys()).unwrap();
        fs::set_permissions(scratch.keys(), Permissions::from_mode(0o770)).unwrap();
        assert!(matches!(scratch.refusal(), KeyError::FolderOpenToOthers { .. }));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let scratch = Scratch::new();
        fs::create_dir_all(&scratch.0).unwrap();
        fs::write(scratch.0.join("data"), b"a file, not a folder").unwrap();
        let message = scratch.refusal().to_string();
        assert!(message.contains("create the key folder") && message.contains("keys"), "{message}");
    }

    #[test]
    fn many_starts_at_once_agree_on_one_pair() {
        let scratch = Scratch::new();
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let folder = scratch.keys();
                thread::spawn(move || ServiceKeys::load_or_create(&folder).map(|(keys, origin)| (keys.fingerprints(), origin)).unwrap())
            })
            .collect();
        let results: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        assert_eq!(results.iter().filter(|(_, origin)| *origin == Origin::Created).count(), 1);
        assert!(results.iter().all(|(fingerprints, _)| *fingerprints == results[0].0));
    }
}
