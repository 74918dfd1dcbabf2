//! What the store keeps, and what it answers.

use std::collections::BTreeMap;

use crate::store::Request;

/// When all objects were changed.
pub const CHANGED: &str = "2026-01-31T12:00:00Z";

/// The headers that are kept with an object, beside those of its metadata.
const KEPT: [&str; 8] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

/// Those of them that a copy has only if they are given anew.
const GIVEN_ANEW: [&str; 2] = ["x-amz-storage-class", "x-amz-website-redirect-location"];

type Pairs = BTreeMap<String, String>;
type Answer = (String, String, Vec<u8>);

/// An object, and what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object {
    pub body: Vec<u8>,
    pub headers: Pairs,
    pub tags: Pairs,
}

impl Object {
    /// What a request gives to an object that is none yet.
    fn begun(given: &Pairs) -> Self {
        let is_kept = |name: &str| name.starts_with("x-amz-meta-") || KEPT.contains(&name);
        let headers = given.iter().filter(|(name, _)| is_kept(name));
        let tags = given.get("x-amz-tagging").map_or("", String::as_str).split('&');
        let tags = tags.filter_map(|tag| tag.split_once('='));
        Self {
            body: Vec::new(),
            headers: headers.map(|(name, value)| (name.clone(), value.clone())).collect(),
            tags: tags.map(|(name, value)| (strictly_decoded(name), strictly_decoded(value))).collect(),
        }
    }
}

/// An upload in parts.
pub struct Upload {
    object: Object,
    pub parts: BTreeMap<u32, Vec<u8>>,
    /// The checksums that came with parts.
    checksums: BTreeMap<u32, String>,
    /// Whether it was said beforehand that there would be some.
    expects_checksums: bool,
}

#[derive(Default)]
pub struct State {
    /// By bucket and key, and version if there is one: `/photos/key?versionId=1`.
    pub objects: BTreeMap<String, Object>,
    pub uploads: BTreeMap<String, Upload>,
    pub requests: Vec<Request>,
    pub created: usize,
}

/// The tag of some content.
pub fn etag(content: &[u8]) -> String {
    let sum = content.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    format!("\"{sum:x}-{}\"", content.len())
}

/// Text of a URL as it was before it was encoded.
pub fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

/// A key as a listing writes it that is to be encoded: as forms do, but for slashes.
fn as_form(text: &str) -> String {
    let code = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"-._/".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(code).collect()
}

/// The same of text in which everything is encoded that servers may read in more than one way.
fn strictly_decoded(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~/%".contains(letter);
    assert!(text.chars().all(is_plain), "{text} is not encoded");
    decoded(text)
}

fn done(headers: &str, body: impl Into<Vec<u8>>) -> Answer {
    ("200 OK".to_owned(), headers.to_owned(), body.into())
}

fn refused(status: &str, code: &str) -> Answer {
    let body = format!("<Error><Code>{code}</Code><Message>No.</Message></Error>");
    (status.to_owned(), String::new(), body.into_bytes())
}

/// The bytes that a range is of, or of which it says nothing.
fn slice<'a>(body: &'a [u8], range: &str) -> Option<(usize, &'a [u8])> {
    let (start, end) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
    let start: usize = start.parse().unwrap();
    let end = end.parse().map_or(body.len(), |end: usize| (end + 1).min(body.len()));
    body.get(start..end).filter(|bytes| !bytes.is_empty()).map(|bytes| (start, bytes))
}

impl State {
    pub fn answer(&mut self, request: Request) -> Answer {
        self.requests.push(request.clone());
        let Request { method, path, query, headers, body } = request;
        let path = decoded(&path);
        let upload = query.get("uploadId").cloned();
        match (method.as_str(), upload) {
            ("POST", None) if query.contains_key("uploads") => {
                self.created += 1;
                let id = format!("upload-{}", self.created);
                let upload = Upload {
                    object: Object::begun(&headers),
                    parts: BTreeMap::new(),
                    checksums: BTreeMap::new(),
                    expects_checksums: headers.contains_key("x-amz-checksum-algorithm"),
                };
                self.uploads.insert(id.clone(), upload);
                done("", format!("<R><UploadId>{id}</UploadId></R>"))
            }
            (_, Some(id)) if !self.uploads.contains_key(&id) => refused("404 Not Found", "NoSuchUpload"),
            ("PUT", Some(id)) if headers.contains_key("x-amz-copy-source") => match self.source(&headers) {
                Ok(source) => {
                    let (_, part) = slice(&source.body, &headers["x-amz-copy-source-range"]).unwrap();
                    self.add_part(&id, &query, part.to_vec());
                    done("", format!("<R><ETag>{}</ETag></R>", etag(part)))
                }
                Err(refusal) => refusal,
            },
            ("PUT", Some(id)) => {
                let tag = etag(&body);
                let number = self.add_part(&id, &query, body);
                let mut told = format!("ETag: {tag}\r\n");
                let upload = self.uploads.get_mut(&id).unwrap();
                let checksum = headers.get("x-amz-checksum-crc32");
                assert_eq!(checksum.is_some(), upload.expects_checksums, "AWS would refuse this part");
                if let Some(checksum) = checksum {
                    told.push_str(&format!("x-amz-checksum-crc32: {checksum}\r\n"));
                    upload.checksums.insert(number, checksum.clone());
                }
                done(&told, "")
            }
            ("GET", Some(id)) => {
                let upload = &self.uploads[&id];
                let parts = upload.parts.iter().map(|(number, part)| {
                    let (tag, size) = (etag(part), part.len());
                    let checksum = upload.checksums.get(number);
                    let checksum = checksum.map(|text| format!("<ChecksumCRC32>{text}</ChecksumCRC32>"));
                    let checksum = checksum.unwrap_or_default();
                    format!(
                        "<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size>{checksum}</Part>"
                    )
                });
                let parts: String = parts.collect();
                done("", format!("<R><IsTruncated>false</IsTruncated>{parts}</R>"))
            }
            ("DELETE", Some(id)) => {
                self.uploads.remove(&id);
                ("204 No Content".to_owned(), String::new(), Vec::new())
            }
            ("POST", None) if query.contains_key("delete") => {
                let text = String::from_utf8(body).unwrap();
                for key in text.split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap()) {
                    self.objects.remove(&format!("/photos/{key}"));
                }
                done("", "<R></R>")
            }
            (_, _) if headers.contains_key("if-none-match") && self.objects.contains_key(&path) => {
                refused("412 Precondition Failed", "PreconditionFailed")
            }
            ("POST", Some(id)) => {
                let Upload { mut object, parts, checksums, .. } = self.uploads.remove(&id).unwrap();
                let text = String::from_utf8(body).unwrap();
                for (number, part) in &parts {
                    assert!(text.contains(&format!("<PartNumber>{number}</PartNumber>")), "{text}");
                    assert!(
                        text.contains(&etag(part).replace('"', "&quot;")) || text.contains(&etag(part)),
                        "{text}"
                    );
                }
                for checksum in checksums.values() {
                    assert!(text.contains(&format!("<ChecksumCRC32>{checksum}</ChecksumCRC32>")), "{text}");
                }
                object.body = parts.into_values().flatten().collect();
                self.objects.insert(path, object);
                done("", "<R><ETag>\"whole\"</ETag></R>")
            }
            ("PUT", None) if headers.contains_key("x-amz-copy-source") => match self.source(&headers) {
                Ok(mut object) => {
                    object.headers.retain(|name, _| !GIVEN_ANEW.contains(&name.as_str()));
                    object.headers.extend(Object::begun(&headers).headers);
                    let tag = etag(&object.body);
                    self.objects.insert(path, object);
                    done("", format!("<R><ETag>{tag}</ETag></R>"))
                }
                Err(refusal) => refusal,
            },
            ("PUT", None) => {
                let tag = etag(&body);
                self.objects.insert(path, Object { body, ..Object::begun(&headers) });
                done(&format!("ETag: {tag}\r\n"), "")
            }
            ("DELETE", None) => {
                self.objects.remove(&path);
                ("204 No Content".to_owned(), String::new(), Vec::new())
            }
            ("GET", None) if query.contains_key("list-type") => done("", self.list(&query)),
            ("GET" | "HEAD", None) => self.get(&path, &query, &headers),
            _ => refused("405 Method Not Allowed", "MethodNotAllowed"),
        }
    }

    fn add_part(&mut self, upload_id: &str, query: &Pairs, part: Vec<u8>) -> u32 {
        let number = query["partNumber"].parse().unwrap();
        self.uploads.get_mut(upload_id).unwrap().parts.insert(number, part);
        number
    }

    /// What a copy is of.
    fn source(&self, headers: &Pairs) -> Result<Object, Answer> {
        let source = &headers["x-amz-copy-source"];
        let path = match source.split_once("?versionId=") {
            Some((name, id)) => format!("/{}?versionId={}", strictly_decoded(name), strictly_decoded(id)),
            None => format!("/{}", strictly_decoded(source)),
        };
        let object = self.objects.get(&path).ok_or_else(|| refused("404 Not Found", "NoSuchKey"))?;
        match headers.get("x-amz-copy-source-if-match").is_some_and(|wanted| *wanted != etag(&object.body)) {
            true => Err(refused("412 Precondition Failed", "PreconditionFailed")),
            false => Ok(object.clone()),
        }
    }

    fn get(&self, path: &str, query: &Pairs, headers: &Pairs) -> Answer {
        let version = query.get("versionId").map(|version| format!("?versionId={version}"));
        let path = format!("{path}{}", version.unwrap_or_default());
        let Some(Object { body, headers: about, tags }) = self.objects.get(&path) else {
            return refused("404 Not Found", "NoSuchKey");
        };
        if query.contains_key("tagging") {
            let tags = tags.iter();
            let tags = tags.map(|(key, value)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>"));
            return done("", format!("<R><TagSet>{}</TagSet></R>", tags.collect::<String>()));
        }
        let tag = etag(body);
        if headers.get("if-match").is_some_and(|wanted| *wanted != tag) {
            return refused("412 Precondition Failed", "PreconditionFailed");
        }
        let mut told: String = about.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        if !tags.is_empty() {
            told.push_str(&format!("x-amz-tagging-count: {}\r\n", tags.len()));
        }
        told.push_str(&format!("ETag: {tag}\r\n"));
        let Some(range) = headers.get("range") else { return done(&told, body.clone()) };
        let Some((start, bytes)) = slice(body, range) else {
            return refused("416 Range Not Satisfiable", "InvalidRange");
        };
        let (end, whole) = (start + bytes.len() - 1, body.len());
        told.push_str(&format!("Content-Range: bytes {start}-{end}/{whole}\r\n"));
        ("206 Partial Content".to_owned(), told, bytes.to_vec())
    }

    fn list(&self, query: &Pairs) -> Vec<u8> {
        let after = query.get("continuation-token").cloned().unwrap_or_default();
        let prefix = query.get("prefix").cloned().unwrap_or_default();
        let is_encoded = query.get("encoding-type").is_some_and(|kind| kind == "url");
        let keys = self.objects.iter();
        let keys = keys.map(|(path, object)| (path.trim_start_matches("/photos/"), object.body.len()));
        let mut keys = keys.filter(|(key, _)| key.starts_with(&prefix));
        let page: Vec<_> = keys.by_ref().filter(|(key, _)| **key > *after).take(1000).collect();
        let is_more = page.len() == 1000;
        let last = page.last().map_or("", |(key, _)| key);
        let contents: String = page
            .iter()
            .map(|(key, size)| {
                let key = if is_encoded { as_form(key) } else { (*key).to_owned() };
                format!(
                    "<Contents><Key>{key}</Key><LastModified>{CHANGED}</LastModified><Size>{size}</Size></Contents>"
                )
            })
            .collect();
        let token = if is_more {
            format!("<NextContinuationToken>{last}</NextContinuationToken>")
        } else {
            String::new()
        };
        let encoding = if is_encoded { "<EncodingType>url</EncodingType>" } else { "" };
        format!("<R><IsTruncated>{is_more}</IsTruncated>{encoding}{token}{contents}</R>").into_bytes()
    }
}
