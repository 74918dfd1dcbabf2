#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream;
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

use super::*;

fn pieces(texts: &'static [&'static str]) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter(texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))))
}

fn file(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file.flush().unwrap();
    file
}

#[tokio::test]
async fn whatever_it_is_made_of_it_gives_all_bytes_in_order() {
    let on_disk = file(b"..one two..");
    for stream in [
        ByteStream::from("one two"),
        ByteStream::stream(pieces(&["one", " ", "two"]), None),
        ByteStream::stream(pieces(&["one", " ", "two"]), Some(7)),
        ByteStream::again(|| pieces(&["one ", "two"]), Some(7)),
        ByteStream::reader(&b"one two"[..], Some(7)),
        ByteStream::file_part(on_disk.path(), 2, 7).unwrap(),
    ] {
        assert_eq!(stream.collect().await.unwrap(), "one two");
    }
    let empty = file(b"");
    for stream in [ByteStream::default(), ByteStream::file(empty.path()).unwrap()] {
        assert_eq!((stream.length(), stream.collect().await.unwrap()), (Some(0), Bytes::new()));
    }
}

#[tokio::test]
async fn a_file_larger_than_what_is_read_at_once_comes_whole() {
    let content: Vec<u8> = (0..600_000u32).map(|index| (index % 251) as u8).collect();
    let on_disk = file(&content);
    let stream = ByteStream::file(on_disk.path()).unwrap();
    assert_eq!(stream.length(), Some(600_000));
    assert_eq!(stream.clone().collect().await.unwrap(), content);
    assert_eq!(stream.collect().await.unwrap(), content, "a clone is read by itself");
}

#[tokio::test]
async fn what_is_too_short_too_long_or_fails_says_at_which_byte() {
    let failing =
        || stream::iter([Ok(Bytes::from_static(b"one")), Err(io::Error::other("the disk is on fire"))]);
    for (stream, position, text, reason) in [
        (ByteStream::stream(pieces(&["one"]), Some(7)), 3, "at byte 3 of 7", "it ended there"),
        (
            ByteStream::stream(pieces(&["one", " two!"]), Some(7)),
            3,
            "at byte 3 of 7",
            "there is more of it than that",
        ),
        (ByteStream::again(failing, None), 3, "at byte 3", "the disk is on fire"),
    ] {
        let mut whole = stream.clone();
        let error = stream.collect().await.unwrap_err();
        assert_eq!((error.position(), error.to_string()), (position, format!("the stream broke off {text}")));
        assert_eq!(error.source().unwrap().to_string(), reason);
        if whole.can_be_repeated() {
            while let Some(Ok(_)) = whole.next().await {}
            assert!(whole.next().await.is_none(), "nothing comes after an error");
        }
    }
}

#[tokio::test]
async fn a_file_that_has_changed_is_not_sent_half() {
    let mut on_disk = file(b"one two");
    let stream = ByteStream::file(on_disk.path()).unwrap();
    on_disk.write_all(b" three").unwrap();
    on_disk.flush().unwrap();
    let error = stream.collect().await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the file has changed: it had 7 bytes and has 13");
    assert!(ByteStream::file_part(on_disk.path(), 10, 10).is_err());
    assert!(ByteStream::file(on_disk.path().parent().unwrap()).is_err(), "a folder is no file");
}

#[tokio::test]
async fn a_stream_goes_to_the_handle_that_reads_first() {
    let one = ByteStream::stream(pieces(&["one"]), None);
    let (other, same) = (one.clone(), one.clone());
    assert_eq!(one, other);
    assert_eq!(one.collect().await.unwrap(), "one");
    let error = other.collect().await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "another handle has read the stream");
    assert_ne!(same, ByteStream::stream(pieces(&["one"]), None));
    assert_eq!(ByteStream::from("one"), ByteStream::from(b"one".to_vec()));
}

#[tokio::test]
async fn each_reading_makes_a_stream_of_its_own() {
    let made = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&made);
    let stream = ByteStream::again(
        move || {
            count.fetch_add(1, Ordering::Relaxed);
            pieces(&["one"])
        },
        Some(3),
    );
    let half = stream.clone();
    drop(half);
    for _ in 0..2 {
        assert_eq!(stream.clone().collect().await.unwrap(), "one");
    }
    assert_eq!(made.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn readers_lose_nothing_however_small_their_buffers_and_fail_where_the_stream_does() {
    let mut reader = ByteStream::stream(pieces(&["one", "", " two\nthree"]), None).into_async_read();
    let mut text = String::new();
    let mut byte = [0];
    for _ in 0..4 {
        assert_eq!(reader.read(&mut byte).await.unwrap(), 1);
        text.push(char::from(byte[0]));
    }
    reader.read_line(&mut text).await.unwrap();
    reader.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "one two\nthree");

    let mut reader = ByteStream::stream(pieces(&["one"]), Some(7)).into_async_read();
    let error = reader.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "the stream broke off at byte 3 of 7");
}

#[test]
fn nothing_of_it_is_shown_and_only_bytes_are_stored() {
    assert_eq!(format!("{:?}", ByteStream::from("hunter2")), "<7 bytes>");
    assert_eq!(format!("{:?}", ByteStream::stream(pieces(&["hunter2"]), None)), "<a stream of bytes>");
}

/// Gives a byte at a time.
struct Drip(u32);

impl AsyncRead for Drip {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(left) = self.0.checked_sub(1) {
            self.0 = left;
            buffer.put_slice(b"x");
        }
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn small_pieces_of_a_reader_lie_side_by_side() {
    let mut body = ByteStream::reader(Drip(1000), Some(1000));
    let mut pieces = Vec::new();
    while let Some(piece) = body.next().await {
        pieces.push(piece.unwrap());
    }
    assert_eq!(pieces.len(), 1000);
    let begin = pieces[0].as_ptr() as usize;
    assert!(pieces.iter().enumerate().all(|(index, piece)| piece.as_ptr() as usize == begin + index));
}

#[tokio::test]
async fn a_file_that_is_open_is_read_from_its_beginning_by_each_handle() {
    use std::io::{Seek, SeekFrom};
    let content: Vec<u8> = (0..600_000u32).map(|index| (index % 251) as u8).collect();
    let mut open = tempfile::tempfile().unwrap();
    open.write_all(&content).unwrap();
    // Wherever it stands.
    open.seek(SeekFrom::Start(17)).unwrap();
    let stream = ByteStream::open_file(open.try_clone().unwrap()).unwrap();
    assert!(stream.length() == Some(600_000) && stream.can_be_repeated());
    let (one, other) = tokio::join!(stream.clone().collect(), stream.clone().collect());
    assert!(one.unwrap() == content && other.unwrap() == content, "readers are in each other's way");
    open.set_len(3).unwrap();
    let error = stream.collect().await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the file has changed: it had 600000 bytes and has 3");
}

#[tokio::test]
async fn readers_that_block_are_read_elsewhere_and_tell_what_goes_wrong() {
    /// Fails after some bytes.
    struct Torn(usize);
    impl std::io::Read for Torn {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("the tape is torn"));
            }
            let count = self.0.min(buffer.len()).min(1000);
            self.0 -= count;
            buffer[..count].fill(b'x');
            Ok(count)
        }
    }
    let whole = ByteStream::blocking_reader(std::io::Read::take(Torn(2_000_000), 1_000_000), Some(1_000_000));
    assert_eq!(whole.collect().await.unwrap().len(), 1_000_000);
    let error = ByteStream::blocking_reader(Torn(300_000), None).collect().await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "the tape is torn");
    assert_eq!(ByteStream::blocking_reader(io::empty(), None).collect().await.unwrap(), Bytes::new());
}

#[cfg(feature = "http-body")]
#[tokio::test]
async fn it_is_a_body_for_others_and_made_of_theirs() {
    use ::http_body::Body;
    for stream in [ByteStream::from("one two"), ByteStream::stream(pieces(&["one", " two"]), Some(7))] {
        assert_eq!(Body::size_hint(&stream).exact(), Some(7));
        let mut back = ByteStream::from_http_body(stream);
        assert_eq!(back.length(), Some(7));
        let first = back.next().await.unwrap().unwrap();
        assert_eq!(Body::size_hint(&back).exact(), Some(7 - first.len() as u64));
        let rest = back.collect().await.unwrap();
        assert_eq!([first, rest].concat(), b"one two");
    }
    let unknown = ByteStream::from_http_body(ByteStream::stream(pieces(&["one"]), None));
    assert_eq!(unknown.length(), None);
    let error = ByteStream::from_http_body(ByteStream::stream(pieces(&["one"]), Some(7))).collect().await;
    assert_eq!(error.unwrap_err().position(), 3);
}
