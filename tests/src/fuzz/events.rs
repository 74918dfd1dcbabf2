//! Frames of events, as they come and with the checksums that they should have.

use shapesmith_runtime::events::Decoder;

/// Longer messages are refused.
const LIMIT: usize = 1 << 16;

/// Any bytes as a stream of events: messages or an error, never a panic, and what was read is written as it came. The first
/// byte says how many of the others are headers; these are read once more, in a frame that is right but for what is in it.
///
/// # Panics
///
/// When that does not hold.
pub fn events(bytes: &[u8]) {
    read(bytes, bytes.len() / 2);
    let Some((headers, content)) = bytes.split_first() else { return };
    let headers = usize::from(*headers).min(content.len());
    let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    let mut frame = [length(content.len() + 16), length(headers)].concat();
    frame.extend(checksum(&frame));
    frame.extend(content);
    frame.extend(checksum(&frame));
    read(&frame, 12);
}

/// Reads the messages that there are, in two pieces.
fn read(bytes: &[u8], cut: usize) {
    let mut decoder = Decoder::new(LIMIT);
    let mut written = Vec::new();
    let (first, second) = bytes.split_at(cut.min(bytes.len()));
    for piece in [first, second] {
        decoder.push(piece);
        loop {
            match decoder.take() {
                Ok(Some(message)) => written.extend(message.encode().expect("it was read")),
                Ok(None) => break,
                Err(error) => {
                    assert!(!error.to_string().contains('\n'), "{error}");
                    return;
                }
            }
        }
    }
    assert!(bytes.starts_with(&written), "a message is written as it was read");
}

/// CRC-32, bit by bit, apart from what is tested.
fn checksum(bytes: &[u8]) -> [u8; 4] {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step));
    (!crc).to_be_bytes()
}
