use crate::desk::*;
use std::path::Path;

fn grep(folder: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(grep(&path, needle));
        } else if std::fs::read(&path).unwrap().windows(needle.len()).any(|window| window == needle) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn no_file_of_the_desk_holds_a_name_in_the_clear_at_any_time() {
    let computer = Computer::new();
    let store = computer.create().await;
    let name = "欧阳𬭎·阿卜杜拉";
    for text in [name, "陪伴", name] {
        note(&store, &file("a"), text).await;
    }
    store.save_draft("intake", &person(), name).await.unwrap();
    let long: Vec<u8> = name.bytes().cycle().take(700_000).collect();
    store.put_content(name.as_bytes().to_vec(), "text/plain", name).await.unwrap();
    store.put_content(long, "text/plain", name).await.unwrap();
    let folder = computer.desk();
    let wal = std::fs::metadata(folder.join("desk.db-wal")).unwrap().len();
    assert!(wal > 0, "the journal is in use while the desk is open");
    for needle in [name.as_bytes(), b"CREATE TABLE", b"SQLite format 3", PASSWORD.as_bytes()] {
        assert_eq!(grep(&folder, needle), Vec::<String>::new(), "while open");
    }
    store.close().await;
    for needle in [name.as_bytes(), b"CREATE TABLE", b"SQLite format 3"] {
        assert_eq!(grep(&folder, needle), Vec::<String>::new(), "when closed");
    }
}

#[tokio::test]
async fn the_key_file_and_the_logs_show_no_key() {
    let computer = Computer::new();
    let (store, code) = computer.create_with_code().await;
    assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
    let shown = code.to_string().replace('-', "");
    assert_eq!(grep(&computer.desk(), shown.as_bytes()), Vec::<String>::new());
    let key = hex::encode(store.signing_key().to_bytes());
    assert_eq!(grep(&computer.desk(), key.as_bytes()), Vec::<String>::new());
    assert_eq!(grep(&computer.desk(), &store.signing_key().to_bytes()), Vec::<String>::new());
}
