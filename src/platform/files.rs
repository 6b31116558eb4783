//! Encrypted files, each under the id of its record, in one folder that all instances share. Nothing lies there in plain, and nothing that
//! somebody chose is part of a path.
//!
//! A file is written under a name that ends in `.part`, flushed, renamed, and only then named by a row; so a row's file is whole. What a
//! crash leaves without a row is swept: put aside, and removed later.

mod reader;
mod writer;

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

pub use reader::{Content, Reader};
pub use writer::{Unnamed, Writer};

use super::crypto::FileKey;
use super::http::Problem;

/// What a file that is being received ends in.
const PART: &str = "part";
/// The file that says which database the folder belongs to.
const OWNER: &str = "database";
/// The folder inside it of what was swept.
const SWEPT: &str = "swept";

/// The folder.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folder, for its owner only.
    pub fn prepare(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)
    }

    /// Begins the file of the record `id`.
    pub async fn begin(&self, id: &str) -> io::Result<Writer> {
        Writer::begin(&self.folder, id).await
    }

    /// The file of the record `id`, of `size` plain bytes.
    pub fn open(&self, id: &str, key: &FileKey, size: u64) -> io::Result<Reader> {
        Reader::open(&self.path(id), id, key, size)
    }

    /// Whether the file of the record `id` lies here in its full length.
    pub fn is_there(&self, id: &str, size: u64) -> bool {
        fs::metadata(self.path(id)).is_ok_and(|found| found.len() == reader::stored_length(size))
    }

    /// Bytes that the file of the record `id` takes on the disk.
    pub fn stored(&self, id: &str) -> u64 {
        fs::metadata(self.path(id)).map_or(0, |found| found.len())
    }

    /// Removes the file of the record `id`; one that is gone already is no error.
    pub fn remove(&self, id: &str) -> io::Result<()> {
        unless_gone(fs::remove_file(self.path(id)))
    }

    /// Removes what was left half received, and names the files that are older than `age`: those without a row can go.
    pub fn sweep_parts(&self, now: SystemTime, age: Duration) -> io::Result<Vec<String>> {
        let mut old = Vec::new();
        for name in names(&self.folder)? {
            let path = self.path(&name);
            if !is_older(&path, now, age) {
                continue;
            }
            if path.extension().is_some_and(|extension| extension == PART) {
                unless_gone(fs::remove_file(&path))?;
            } else {
                old.push(name);
            }
        }
        Ok(old)
    }

    /// Puts the file of the record `id` among what was swept, as of `now`.
    pub fn put_aside(&self, id: &str, now: SystemTime) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(self.path(SWEPT))?;
        // The moment first: interrupted, it only looks younger than it is.
        unless_gone(File::open(self.path(id)).and_then(|file| file.set_modified(now)))?;
        unless_gone(fs::rename(self.path(id), self.swept(id)))
    }

    /// The files that were swept.
    pub fn aside(&self) -> io::Result<Vec<String>> {
        match names(&self.path(SWEPT)) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            found => found,
        }
    }

    /// Puts the swept file of the record `id` back to its place.
    pub fn take_back(&self, id: &str) -> io::Result<()> {
        unless_gone(fs::rename(self.swept(id), self.path(id)))
    }

    /// Removes the swept file of the record `id` for good where it was swept more than `age` ago.
    pub fn forget(&self, id: &str, now: SystemTime, age: Duration) -> io::Result<()> {
        let path = self.swept(id);
        if is_older(&path, now, age) { unless_gone(fs::remove_file(path)) } else { Ok(()) }
    }

    /// What lies here, by name.
    pub fn names(&self) -> io::Result<Vec<String>> {
        names(&self.folder)
    }

    /// The id of the database that the folder belongs to, once it belongs to one.
    pub fn owner(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.path(OWNER)) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(|id| Some(id.trim().to_owned())),
        }
    }

    /// Writes down which database the folder belongs to.
    pub fn set_owner(&self, id: &str) -> io::Result<()> {
        let part = self.path(&format!("{OWNER}.{PART}"));
        fs::write(&part, format!("{id}\n"))?;
        File::open(&part)?.sync_all()?;
        fs::rename(part, self.path(OWNER))?;
        flush(&self.folder)
    }

    fn swept(&self, id: &str) -> PathBuf {
        self.path(SWEPT).join(id)
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }
}

/// The names in a folder.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}

fn is_older(path: &Path, now: SystemTime, age: Duration) -> bool {
    let changed = fs::metadata(path).and_then(|found| found.modified());
    changed.is_ok_and(|changed| now.duration_since(changed).is_ok_and(|since| since > age))
}

/// Another instance may have been faster.
fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// What the caller hears when the disk does not do what it should.
pub fn failed(cause: io::Error) -> Problem {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Problem::disk_full(),
        _ => Problem::internal(cause),
    }
}

/// Flushes the names in a folder to disk.
fn flush(folder: &Path) -> io::Result<()> {
    File::open(folder).and_then(|handle| handle.sync_all())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom};

    use super::*;
    use crate::platform::crypto::chunks::CHUNK;
    use crate::platform::crypto::{Digest, sha256};
    use crate::platform::ids;

    struct Scratch(Files);

    impl Scratch {
        fn new() -> Self {
            let files = Files::at(std::env::temp_dir().join(format!("shuniu-files-{}", ids::fresh())));
            files.prepare().unwrap();
            Self(files)
        }

        async fn put(&self, id: &str, content: &[u8]) -> (FileKey, Digest) {
            let mut writer = self.0.begin(id).await.unwrap();
            for piece in content.chunks(10_000) {
                writer.write(piece).await.unwrap();
            }
            let unnamed = writer.finish().await.unwrap();
            assert_eq!(unnamed.size(), content.len() as u64);
            let kept = (unnamed.key().clone(), unnamed.digest());
            unnamed.publish().unwrap();
            kept
        }

        fn names(&self) -> Vec<String> {
            fs::read_dir(&self.0.folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0.folder);
        }
    }

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    #[tokio::test]
    async fn every_length_comes_back_byte_for_byte_and_from_every_place() {
        let scratch = Scratch::new();
        for length in [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let (id, content) = (ids::fresh(), content(length));
            let (key, digest) = scratch.put(&id, &content).await;
            assert_eq!(digest, sha256(&content));
            assert!(scratch.0.is_there(&id, length as u64));
            let mut reader = scratch.0.open(&id, &key, length as u64).unwrap();
            let mut read = Vec::new();
            reader.read_to_end(&mut read).unwrap();
            assert!(read == content, "{length}");
            reader.seek(SeekFrom::End(-1)).unwrap();
            let mut last = [0];
            reader.read_exact(&mut last).unwrap();
            assert_eq!(Some(&last[0]), content.last());
            let mut whole = Vec::new();
            let mut reader = scratch.0.open(&id, &key, length as u64).unwrap();
            while let Some(chunk) = reader.next_chunk().unwrap() {
                whole.extend(chunk);
            }
            assert!(whole == content, "{length}");
            assert!(scratch.0.open(&id, &key, length as u64).unwrap().is_intact(&digest));
        }
    }

    #[tokio::test]
    async fn a_file_that_was_changed_cut_or_exchanged_does_not_open() {
        let scratch = Scratch::new();
        let (one, other, content) = (ids::fresh(), ids::fresh(), content(2 * CHUNK + 5));
        let size = content.len() as u64;
        let (key, digest) = scratch.put(&one, &content).await;
        scratch.put(&other, &content).await;
        let stored = fs::read(scratch.0.path(&one)).unwrap();
        assert!(!stored.windows(16).any(|window| window == &content[..16]));
        let is_intact = || scratch.0.open(&one, &key, size).is_ok_and(|reader| reader.is_intact(&digest));
        assert!(is_intact());
        let mut changed = stored.clone();
        *changed.last_mut().unwrap() ^= 1;
        for damaged in [changed, stored[..stored.len() - CHUNK].to_vec(), fs::read(scratch.0.path(&other)).unwrap(), Vec::new()] {
            fs::write(scratch.0.path(&one), damaged).unwrap();
            assert!(!is_intact());
        }
        scratch.0.remove(&one).unwrap();
        scratch.0.remove(&one).unwrap();
        assert!(!is_intact() && !scratch.0.is_there(&one, size));
    }

    #[tokio::test]
    async fn what_is_given_up_leaves_nothing_and_what_a_crash_left_is_swept() {
        let scratch = Scratch::new();
        let mut writer = scratch.0.begin("given-up").await.unwrap();
        writer.write(&content(2 * CHUNK)).await.unwrap();
        assert_eq!(scratch.names(), ["given-up.part"]);
        drop(writer);
        let mut writer = scratch.0.begin("refused").await.unwrap();
        writer.write(b"x").await.unwrap();
        drop(writer.finish().await.unwrap());
        assert_eq!(scratch.names(), Vec::<String>::new());

        fs::write(scratch.0.path("crashed.part"), b"x").unwrap();
        fs::write(scratch.0.path("whole"), b"x").unwrap();
        let changed = fs::metadata(scratch.0.path("whole")).unwrap().modified().unwrap();
        let age = Duration::from_secs(3600);
        assert_eq!(scratch.0.sweep_parts(changed, age).unwrap(), Vec::<String>::new());
        assert_eq!(scratch.names().len(), 2);
        assert_eq!(scratch.0.sweep_parts(changed + 2 * age, age).unwrap(), ["whole"]);
        assert_eq!(scratch.names(), ["whole"]);
    }

    #[tokio::test]
    async fn what_was_swept_comes_back_whole_or_goes_after_its_time() {
        let scratch = Scratch::new();
        let (id, content) = (ids::fresh(), content(CHUNK + 1));
        let (key, digest) = scratch.put(&id, &content).await;
        let (day, now) = (Duration::from_secs(86_400), SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000));
        assert_eq!(scratch.0.aside().unwrap(), Vec::<String>::new());
        scratch.0.put_aside(&id, now).unwrap();
        scratch.0.put_aside("gone", now).unwrap();
        assert!(!scratch.0.is_there(&id, content.len() as u64));
        assert_eq!(scratch.0.aside().unwrap(), [id.as_str()]);
        scratch.0.forget(&id, now + day, day).unwrap();
        scratch.0.take_back(&id).unwrap();
        assert!(scratch.0.open(&id, &key, content.len() as u64).unwrap().is_intact(&digest));
        scratch.0.put_aside(&id, now).unwrap();
        scratch.0.forget(&id, now + 2 * day, day).unwrap();
        assert_eq!(scratch.0.aside().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_folder_says_whose_it_is() {
        let scratch = Scratch::new();
        assert_eq!(scratch.0.owner().unwrap(), None);
        scratch.0.set_owner("one").unwrap();
        assert_eq!(scratch.0.owner().unwrap().as_deref(), Some("one"));
        assert_eq!(scratch.names(), [OWNER]);
    }
}
