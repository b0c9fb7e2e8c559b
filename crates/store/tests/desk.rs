//! Builders for the tests: a desk in a folder, a person, a few facts.

use greenlane_domain::fact::{Author, Fact, FactId, FileId, FileKind, PersonId};
use greenlane_store::{NoKeychain, Options, RecoveryCode, Said, SignIn, Store, Strength};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

pub const PASSWORD: &str = "绿色通道-2026";

/// A computer: a folder for the desk, and a state folder of its user.
pub struct Computer {
    pub folder: TempDir,
}

impl Computer {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
    pub fn desk(&self) -> PathBuf {
        self.folder.path().join("desk")
    }
    pub fn options(&self) -> Options {
        Options {
            strength: Strength::NONE,
            keychain: Arc::new(NoKeychain),
            witness: Some(self.folder.path().join("state")),
            ..Options::default()
        }
    }
    pub async fn create(&self) -> Store {
        self.create_with_code().await.0
    }
    pub async fn create_with_code(&self) -> (Store, RecoveryCode) {
        Store::create(&self.desk(), wang(), PASSWORD, self.options()).await.unwrap()
    }
    pub async fn open(&self) -> Store {
        Store::open(&self.desk(), &person(), PASSWORD, self.options()).await.unwrap()
    }
}

pub fn person() -> PersonId {
    PersonId::new("wang")
}

pub fn wang() -> SignIn {
    SignIn { person: person(), name: "王芳".to_owned() }
}

pub fn author() -> Author {
    Author {
        person: person(), name: "王芳".into(), role: "window_specialist".into(), office: "人才服务窗口".into()
    }
}

/// A file of a kind that no release knows: the log asks nothing of a kind.
pub fn file(name: &str) -> FileId {
    FileId::of(&FileKind::Other("ledger".to_owned()), name)
}

pub fn said(text: &str) -> Said {
    Said::new("noted", 1, serde_json::json!({ "text": text }))
}

/// Appends one fact at the end of a file.
pub async fn note(store: &Store, file: &FileId, text: &str) -> Fact {
    let heads = store.heads(file).await.unwrap();
    store.append(author(), file, &heads, vec![said(text)]).await.unwrap().remove(0)
}

pub async fn ids(store: &Store, file: &FileId) -> Vec<FactId> {
    store.history(file).await.unwrap().iter().map(|ordered| ordered.fact.id).collect()
}

pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
