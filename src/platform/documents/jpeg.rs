//! JPEG: a row of segments, each with its length, of which one says how large the picture is.

use super::{Unfit, damaged, not_too_many_points, part, without_padding};
use crate::platform::files::Content;

/// No camera writes as many before the picture itself.
const MOST_SEGMENTS: usize = 10_000;

/// Whether the picture has its end and no absurd size.
pub(super) fn check(content: &mut impl Content, tail: &[u8]) -> Result<(), Unfit> {
    if !without_padding(tail).ends_with(b"\xff\xd9") {
        return Err(damaged());
    }
    let mut at = 2;
    for _ in 0..MOST_SEGMENTS {
        let segment = part(content, at, 9)?;
        let &[0xff, kind, ref rest @ ..] = segment.as_slice() else { break };
        at += match (kind, rest) {
            // A filled-up marker, and those without content.
            (0xff, _) => 1,
            (0x01 | 0xd0..=0xd7, _) => 2,
            // The picture begins, or ends, before anything has said how large it is.
            (0xd8..=0xda, _) => break,
            // The frame, of whatever coding: 0xc4, 0xc8 and 0xcc are none.
            (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf, &[_, _, _, h1, h2, w1, w2]) => {
                let (height, width) = (u16::from_be_bytes([h1, h2]), u16::from_be_bytes([w1, w2]));
                return not_too_many_points(width.into(), height.into());
            }
            (_, &[high, low, ..]) => 2 + u64::from(u16::from_be_bytes([high, low])),
            _ => break,
        };
    }
    Err(damaged())
}
