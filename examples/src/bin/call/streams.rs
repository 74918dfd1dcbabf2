//! Bodies that are streams: out of files and into files.

use std::path::{Path, PathBuf};

use shapesmith_runtime::ByteStream;
use shapesmith_runtime::dynamic::{self, DynamicOperation};
use shapesmith_runtime::shape::Structure;
use tokio::io::AsyncWriteExt;

use crate::Error;

/// Makes a file the body of an input.
pub(crate) fn send(
    file: &Path,
    operation: &DynamicOperation,
    input: &mut dyn Structure,
) -> Result<(), Error> {
    let body = ByteStream::file(file).map_err(|error| format!("{}: {error}", file.display()))?;
    dynamic::put_body(input, body)
        .map_err(|_| format!("{}: it takes no stream, so leave out --body", operation.name()).into())
}

/// Why a call cannot be made with what was said of its reply.
pub(crate) fn mismatch(operation: &DynamicOperation) -> String {
    let name = operation.name();
    match operation.gives_stream() {
        true => format!("{name}: its reply is a stream; say where it goes with --output FILE"),
        false => format!("{name}: its reply is no stream, so leave out --output"),
    }
}

/// Writes the body of an output to a file, which is there only when all of it came.
pub(crate) async fn receive(file: &Path, output: &mut dyn Structure) -> Result<(), Error> {
    let mut body = dynamic::take_body(output).unwrap_or_default();
    let partial = Partial(beside(file));
    let wrong = |error: std::io::Error| format!("{}: {error}", file.display());
    let mut written = tokio::fs::File::create(&partial.0).await.map_err(wrong)?;
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        written.write_all(&chunk).await.map_err(wrong)?;
    }
    written.flush().await.map_err(wrong)?;
    drop(written);
    Ok(std::fs::rename(&partial.0, file).map_err(wrong)?)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// A file that is gone when this is dropped, unless it has got another name.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}
