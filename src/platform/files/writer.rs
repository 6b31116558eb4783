//! Writes a file: encrypted while it comes, one chunk in memory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tokio::io::AsyncWriteExt as _;

use super::reader::Reader;
use super::{PART, flush};
use crate::platform::crypto::chunks::{self, CHUNK};
use crate::platform::crypto::{ChunkCipher, Digest, FileKey, Hasher};

/// A file that is being received. Dropped, it leaves nothing.
pub struct Writer {
    part: Part,
    file: tokio::fs::File,
    key: FileKey,
    cipher: ChunkCipher,
    number: u32,
    pending: Vec<u8>,
    size: u64,
    hasher: Hasher,
}

/// A whole file without a name yet: to be looked into, then published. Dropped, it leaves nothing.
pub struct Unnamed {
    part: Part,
    key: FileKey,
    size: u64,
    digest: Digest,
}

/// The path of what is not published; removed when it is given up.
struct Part {
    folder: PathBuf,
    id: String,
    is_published: bool,
}

impl Part {
    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.{PART}", self.id))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_published {
            let _ = fs::remove_file(self.path());
        }
    }
}

impl Writer {
    pub(super) async fn begin(folder: &Path, id: &str) -> io::Result<Self> {
        let part = Part { folder: folder.to_owned(), id: id.to_owned(), is_published: false };
        let mut file = tokio::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(part.path()).await?;
        file.write_all(&chunks::header()).await?;
        let key = FileKey::random().map_err(io::Error::other)?;
        let cipher = ChunkCipher::new(&key, id);
        Ok(Self { part, file, key, cipher, number: 0, pending: Vec::new(), size: 0, hasher: Hasher::new() })
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes that come next.
    pub async fn write(&mut self, mut piece: &[u8]) -> io::Result<()> {
        self.size += piece.len() as u64;
        self.hasher.update(piece);
        while !piece.is_empty() {
            // A full chunk waits until it is known not to be the last.
            if self.pending.len() == CHUNK {
                self.write_chunk(false).await?;
            }
            let (taken, rest) = piece.split_at(piece.len().min(CHUNK - self.pending.len()));
            self.pending.extend_from_slice(taken);
            piece = rest;
        }
        Ok(())
    }

    /// Everything has come: flushed to disk.
    pub async fn finish(mut self) -> io::Result<Unnamed> {
        self.write_chunk(true).await?;
        // The last write goes on behind our back, and only a flush tells what became of it.
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(Unnamed { part: self.part, key: self.key, size: self.size, digest: self.hasher.finish() })
    }

    async fn write_chunk(&mut self, is_last: bool) -> io::Result<()> {
        self.cipher.seal(self.number, is_last, &mut self.pending).map_err(io::Error::other)?;
        self.file.write_all(&self.pending).await?;
        self.pending.clear();
        self.number = self.number.checked_add(1).ok_or_else(|| io::Error::other("the file has too many chunks"))?;
        Ok(())
    }
}

impl Unnamed {
    pub fn key(&self) -> &FileKey {
        &self.key
    }

    /// Plain bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the plain bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    pub fn reader(&self) -> io::Result<Reader> {
        Reader::open(&self.part.path(), &self.part.id, &self.key, self.size)
    }

    /// Gives the file its name, for good.
    pub fn publish(mut self) -> io::Result<()> {
        fs::rename(self.part.path(), self.part.folder.join(&self.part.id))?;
        self.part.is_published = true;
        flush(&self.part.folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_disk_that_is_full_at_the_last_write_is_told() {
        let part = Part { folder: std::env::temp_dir(), id: crate::platform::ids::fresh(), is_published: false };
        let file = tokio::fs::OpenOptions::new().write(true).open("/dev/full").await.unwrap();
        let key = FileKey::random().unwrap();
        let cipher = ChunkCipher::new(&key, "id");
        let writer = Writer { part, file, key, cipher, number: 0, pending: Vec::new(), size: 0, hasher: Hasher::new() };
        assert_eq!(writer.finish().await.err().map(|cause| cause.kind()), Some(io::ErrorKind::StorageFull));
    }
}
