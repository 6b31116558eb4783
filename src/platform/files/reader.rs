//! Reads a file: decrypted chunk by chunk, from any place in it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::platform::crypto::chunks::{self, CHUNK, SEALED_CHUNK};
use crate::platform::crypto::{ChunkCipher, Digest, FileKey, Hasher};

/// An open file: its plain bytes.
pub struct Reader {
    file: File,
    cipher: ChunkCipher,
    size: u64,
    at: u64,
    /// The number and the plain bytes of the chunk that was read last.
    current: Option<(u64, Vec<u8>)>,
}

/// Bytes that can be read from any place.
pub trait Content: Read + Seek {}
impl<T: Read + Seek> Content for T {}

/// How many bytes a file of `size` plain bytes takes on disk.
pub(super) fn stored_length(size: u64) -> u64 {
    chunks::header().len() as u64 + chunks_of(size) * SEALED_CHUNK as u64
}

fn chunks_of(size: u64) -> u64 {
    size.div_ceil(CHUNK as u64).max(1)
}

impl Reader {
    pub(super) fn open(path: &Path, id: &str, key: &FileKey, size: u64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut header = chunks::header();
        file.read_exact(&mut header)?;
        if header != chunks::header() || file.metadata()?.len() != stored_length(size) {
            return Err(damaged());
        }
        Ok(Self { file, cipher: ChunkCipher::new(key, id), size, at: 0, current: None })
    }

    /// The plain bytes up to the end of the chunk; nothing at the end of the file.
    pub fn next_chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let chunk = self.rest_of_chunk()?.to_vec();
        self.at += chunk.len() as u64;
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    /// Whether every chunk opens and all of them have this digest.
    pub fn is_intact(mut self, digest: &Digest) -> bool {
        let mut hasher = Hasher::new();
        self.at = 0;
        loop {
            match self.rest_of_chunk() {
                Ok([]) => return hasher.finish() == *digest,
                Ok(chunk) => {
                    hasher.update(chunk);
                    let length = chunk.len() as u64;
                    self.at += length;
                }
                Err(_) => return false,
            }
        }
    }

    fn rest_of_chunk(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.size {
            return Ok(&[]);
        }
        let number = self.at / CHUNK as u64;
        if self.current.as_ref().is_none_or(|(current, _)| *current != number) {
            self.current = Some((number, self.chunk(number)?));
        }
        let (_, chunk) = self.current.as_ref().ok_or_else(damaged)?;
        let begin = number * CHUNK as u64;
        let from = usize::try_from(self.at - begin).map_err(io::Error::other)?;
        let to = usize::try_from((self.size - begin).min(CHUNK as u64)).map_err(io::Error::other)?;
        chunk.get(from..to).ok_or_else(damaged)
    }

    fn chunk(&mut self, number: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(chunks::header().len() as u64 + number * SEALED_CHUNK as u64))?;
        let mut chunk = vec![0; SEALED_CHUNK];
        self.file.read_exact(&mut chunk)?;
        let is_last = number + 1 == chunks_of(self.size);
        self.cipher.open(u32::try_from(number).map_err(io::Error::other)?, is_last, &mut chunk).map_err(|_| damaged())?;
        Ok(chunk)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the stored file was damaged, cut off or exchanged")
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.rest_of_chunk()?;
        let taken = rest.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(change) => self.size.checked_add_signed(change),
            SeekFrom::Current(change) => self.at.checked_add_signed(change),
        };
        self.at = place.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.at)
    }
}
