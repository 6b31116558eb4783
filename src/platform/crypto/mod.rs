//! Pure cryptographic helpers: what is hashed, encrypted, sealed and signed, and with which key.
//!
//! Nothing here reads a clock, an environment variable or the database. Only [`ServiceKeys::load_or_create`] touches files.
//! Every digest, ciphertext, seal and signature carries its algorithm's name, so that SM2/SM3/SM4 can stand beside today's
//! algorithms later. `docs/SEAL.md` tells people what is sealed and who could still read it.

pub mod canonical_json;
pub mod checkpoint;
pub mod chunks;
pub mod cipher;
pub mod commitment;
pub mod digest;
mod envelope;
pub mod jws;
pub mod jwt;
mod key_files;
pub mod keys;
pub mod password;
pub mod random;
pub mod receipt;
pub mod seal;
pub mod signing;
pub mod tokens;

pub use canonical_json::{CanonicalJsonError, canonical_json};
pub use checkpoint::Checkpoint;
pub use chunks::{ChunkCipher, FileKey};
pub use cipher::{Cipher, CipherError};
pub use commitment::{Commitment, Nonce};
pub use digest::{Digest, Hasher, hmac_sha256, sha256, sha256_of};
pub use jwt::{AccessToken, AccessTokenError, AccessTokens};
pub use key_files::Origin;
pub use keys::{KeyError, KeyFingerprints, KeyMaterial, Purpose, ServiceKeys};
pub use random::{RandomnessUnavailable, random_bytes};
pub use receipt::{Receipt, ReceiptError};
pub use seal::{ProjectKeyPair, ProjectPrivateKey, ProjectPublicKey, SealContext, SealError, SealedBid, WrappedKey};
pub use signing::{SigningKey, VerifyingKey, VerifyingKeys};
pub use tokens::{SecretToken, TokenFormatError, TokenKind, hash_token, pseudonym};
