//! A folder and what a bucket has below a prefix, made the same in one direction.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use s3::Client;
use s3::types::{Delete, EncodingType, ObjectIdentifier};
use tokio::task::JoinSet;

use crate::keys::{can_be_listed, decoded};
use crate::{Download, Error, Upload};

/// The most objects that one call deletes.
///
/// Source: [`DeleteObjects`](https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
const MOST_DELETED: usize = 1000;

/// A folder and a bucket, before one is made to follow the other.
///
/// What differs in size, or is newer where it comes from, is copied; nothing is read to find that out. Symbolic links are
/// passed over. What is copied to this side gets the object's time, so that the way back copies nothing.
#[derive(Clone, Debug)]
#[must_use]
pub struct Mirror {
    client: Client,
    folder: PathBuf,
    bucket: String,
    prefix: String,
    parallel: usize,
    delete: bool,
}

/// What was done, or what is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mirrored {
    /// What is copied, by its path below the folder, with `/` between names.
    pub copied: BTreeSet<String>,
    /// What is deleted where it is copied to.
    pub deleted: BTreeSet<String>,
    /// How many are the same on both sides.
    pub same: usize,
}

/// What there is to know of a file or an object without reading it.
#[derive(Clone, Copy, Debug)]
struct Facts {
    length: u64,
    changed: Option<SystemTime>,
}

type Side = BTreeMap<String, Facts>;

impl Mirror {
    /// A folder and a bucket.
    pub fn new(client: &Client, folder: impl Into<PathBuf>, bucket: impl Into<String>) -> Self {
        Self {
            client: client.clone(),
            folder: folder.into(),
            bucket: bucket.into(),
            prefix: String::new(),
            parallel: 4,
            delete: false,
        }
    }

    /// What all keys begin with; a `/` is put behind it, unless it ends with one.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        if !self.prefix.is_empty() && !self.prefix.ends_with('/') {
            self.prefix.push('/');
        }
        self
    }

    /// How many files are copied at a time: four unless this says otherwise.
    pub fn parallel(mut self, files: usize) -> Self {
        self.parallel = files.max(1);
        self
    }

    /// Whether objects that have no file are deleted on the way up. On the way down nothing ever is.
    pub fn delete(mut self, yes: bool) -> Self {
        self.delete = yes;
        self
    }

    /// What [`up`](Self::up) would do.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or the bucket not be listed.
    pub async fn plan_up(&self) -> Result<Mirrored, Error> {
        let (files, objects) = (files(&self.folder)?, self.objects().await?);
        let mut plan = compare(&files, &objects);
        if self.delete {
            plan.deleted = objects.into_keys().filter(|key| !files.contains_key(key)).collect();
        }
        Ok(plan)
    }

    /// What [`down`](Self::down) would do.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, the bucket not be listed, or an object has a key that is no path below a folder.
    pub async fn plan_down(&self) -> Result<Mirrored, Error> {
        Ok(self.compared().await?.0)
    }

    /// The plan for the way down, and the objects that it is about.
    async fn compared(&self) -> Result<(Mirrored, Side), Error> {
        let objects = self.objects().await?;
        if let Some(key) = objects.keys().find(|key| !is_path_below(key)) {
            return Err(Error::Other(format!("the key {key:?} is no path below a folder")));
        }
        let files = if self.folder.exists() { files(&self.folder)? } else { Side::new() };
        Ok((compare(&objects, &files), objects))
    }

    /// Makes the bucket follow the folder.
    ///
    /// # Errors
    ///
    /// As of [`plan_up`](Self::plan_up); or a file cannot be uploaded, or an object not be deleted. Nothing is deleted
    /// before everything is copied.
    pub async fn up(&self) -> Result<Mirrored, Error> {
        let plan = self.plan_up().await?;
        self.each(&plan.copied, |mirror, name| async move {
            let upload = Upload::new(&mirror.client, &mirror.bucket, format!("{}{name}", mirror.prefix));
            upload.file(mirror.folder.join(name)).await.map(drop)
        })
        .await?;
        let deleted = plan.deleted.iter().map(|name| format!("{}{name}", self.prefix));
        let (together, alone): (Vec<String>, Vec<String>) = deleted.partition(|key| can_be_listed(key));
        for key in alone {
            self.client.delete_object(&self.bucket, key).await.map_err(Error::call)?;
        }
        for keys in together.chunks(MOST_DELETED) {
            let objects = keys.iter().map(ObjectIdentifier::new);
            let request = self.client.delete_objects(&self.bucket, Delete::new(objects).quiet(true));
            let deleted = request.await.map_err(Error::call)?;
            // The call succeeds even where single objects are not deleted.
            if let Some(error) = deleted.errors_or_empty().first() {
                let (key, code) = (error.key.as_deref(), error.code.as_deref());
                let told = format!("{} was not deleted: {}", key.unwrap_or("-"), code.unwrap_or("-"));
                return Err(Error::Other(told));
            }
        }
        Ok(plan)
    }

    /// Makes the folder follow the bucket; what it has beyond that stays.
    ///
    /// # Errors
    ///
    /// As of [`plan_down`](Self::plan_down); or an object cannot be downloaded.
    pub async fn down(&self) -> Result<Mirrored, Error> {
        let (plan, objects) = self.compared().await?;
        self.each(&plan.copied, |mirror, name| {
            let changed = objects.get(&name).and_then(|object| object.changed);
            async move {
                let place = mirror.folder.join(&name);
                if let Some(folder) = place.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                let key = format!("{}{name}", mirror.prefix);
                Download::new(&mirror.client, &mirror.bucket, key).file(&place).await?;
                if let Some(changed) = changed {
                    OpenOptions::new().write(true).open(&place)?.set_modified(changed)?;
                }
                Ok(())
            }
        })
        .await?;
        Ok(plan)
    }

    /// Copies each, some at a time. The first that fails ends those that are on their way.
    async fn each<F>(&self, names: &BTreeSet<String>, copy: impl Fn(Self, String) -> F) -> Result<(), Error>
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let mut running: JoinSet<Result<(), Error>> = JoinSet::new();
        for name in names {
            if running.len() >= self.parallel {
                finished(running.join_next().await)?;
            }
            let (copy, told) = (copy(self.clone(), name.clone()), name.clone());
            running.spawn(async move {
                copy.await.map_err(|error| Error::Other(format!("{told}: {}", s3::one_line(&error))))
            });
        }
        while let Some(outcome) = running.join_next().await {
            finished(Some(outcome))?;
        }
        Ok(())
    }

    /// The objects below the prefix. Those whose keys end with `/`, which consoles make for folders, are none.
    ///
    /// Keys are asked for as URLs write them, since XML has no form for some characters that they may have. A server that
    /// does not know this says nothing of it, and its keys are taken as they are.
    async fn objects(&self) -> Result<Side, Error> {
        let mut objects = Side::new();
        let list = self.client.list_objects_v2(&self.bucket).prefix(&self.prefix);
        let mut pages = list.encoding_type(EncodingType::Url).pages();
        while let Some(page) = pages.next().await {
            let page = page.map_err(Error::call)?.into_output();
            let is_encoded = page.encoding_type == Some(EncodingType::Url);
            for object in page.contents.unwrap_or_default() {
                let key = object.key.unwrap_or_default();
                let key = if is_encoded { decoded(&key) } else { key };
                let Some(name) = key.strip_prefix(&self.prefix).filter(|name| !name.ends_with('/')) else {
                    continue;
                };
                let length = object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
                let changed = object.last_modified.and_then(|time| time.try_into().ok());
                objects.insert(name.to_owned(), Facts { length, changed });
            }
        }
        Ok(objects)
    }
}

fn finished(outcome: Option<Result<Result<(), Error>, tokio::task::JoinError>>) -> Result<(), Error> {
    match outcome {
        None => Ok(()),
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) => Err(Error::Other(error.to_string())),
    }
}

/// What of one side has to be copied to the other.
fn compare(from: &Side, to: &Side) -> Mirrored {
    let mut plan = Mirrored::default();
    for (name, facts) in from {
        let is_same = to.get(name).is_some_and(|there| {
            there.length == facts.length && facts.changed.is_none_or(|changed| there.changed >= Some(changed))
        });
        if is_same {
            plan.same += 1;
        } else {
            plan.copied.insert(name.clone());
        }
    }
    plan
}

/// Whether a key leads to a place below a folder, on any system: a bucket that somebody else writes to must not be able
/// to write elsewhere.
fn is_path_below(key: &str) -> bool {
    key.split('/').all(|part| {
        let mut components = Path::new(part).components();
        let is_name = matches!(components.next(), Some(Component::Normal(name)) if name == part);
        is_name && components.next().is_none() && !part.contains(['\\', ':', '\0'])
    })
}

/// The files below a folder.
fn files(folder: &Path) -> Result<Side, Error> {
    let mut found = Side::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, before)) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().ok_or_else(|| {
                Error::Other(format!("{} has a name that is no text", entry.path().display()))
            })?;
            let name = format!("{before}{name}");
            let about = entry.metadata()?;
            if about.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if about.is_file() {
                found.insert(name, Facts { length: about.len(), changed: about.modified().ok() });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::is_path_below;

    #[test]
    fn no_key_leads_out_of_the_folder() {
        for key in ["a", "a/b.txt", "a b/..c", "ä/…"] {
            assert!(is_path_below(key), "{key}");
        }
        for key in ["", "/a", "a//b", "../a", "a/../../b", "./a", "a/.", "c:a", "a\\..\\b", "a\0"] {
            assert!(!is_path_below(key), "{key}");
        }
    }
}
