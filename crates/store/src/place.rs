//! The folder of one desk: which files it holds, whether a database may live there, and who has it open.

use crate::error::{Result, StoreError};
use crate::wall_clock;
use greenlane_domain::fact::Moment;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The files of one desk.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub folder: PathBuf,
}

impl Place {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
    pub fn database(&self) -> PathBuf {
        self.folder.join("desk.db")
    }
    pub fn keys(&self) -> PathBuf {
        self.folder.join("desk.keys.json")
    }
    pub fn attachments(&self) -> PathBuf {
        self.folder.join("attachments")
    }
    fn lock(&self) -> PathBuf {
        self.folder.join("desk.lock")
    }
    fn holder(&self) -> PathBuf {
        self.folder.join("desk.holder.json")
    }
}

/// The right to open the database of a folder; given back when dropped, or by the system when the process dies.
#[derive(Debug)]
pub(crate) struct Claim {
    _lock: File,
}

/// Who has the database open. Kept beside the lock, because Windows does not let others read a locked file.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    computer: String,
    process: u32,
    since: String,
}

/// Claims a folder for this process.
pub(crate) fn claim(place: &Place, allow_network: bool) -> Result<Claim> {
    if !allow_network {
        at_home(&place.folder, network(&place.folder))?;
    }
    let path = place.lock();
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| StoreError::io(&place.folder, &error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(StoreError::InUse { place: place.folder.clone(), holder: holder(place) });
        }
        Err(TryLockError::Error(error)) => return Err(StoreError::io(&path, &error)),
    }
    let me = Holder {
        computer: computer(),
        process: std::process::id(),
        since: Moment { ms: wall_clock(), tick: 0 }.local_time().format("%Y-%m-%d %H:%M").to_string(),
    };
    let text = serde_json::to_vec(&me).map_err(|error| StoreError::Fault(error.to_string()))?;
    std::fs::write(place.holder(), text).map_err(|error| StoreError::io(&place.folder, &error))?;
    Ok(Claim { _lock: lock })
}

/// Refuses a folder on a network drive: the file system that was found there.
fn at_home(folder: &Path, network: Option<String>) -> Result<()> {
    match network {
        Some(system) => Err(StoreError::NetworkDrive { place: folder.to_owned(), system }),
        None => Ok(()),
    }
}

fn holder(place: &Place) -> String {
    let read = std::fs::read(place.holder()).ok().and_then(|text| serde_json::from_slice::<Holder>(&text).ok());
    read.map_or_else(|| "?".to_owned(), |who| format!("{} · {} · {}", who.computer, who.process, who.since))
}

fn computer() -> String {
    ["COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned()))
        .unwrap_or_else(|| "?".to_owned())
}

/// Writes a small file so that after a power cut either the old or the new content is there, whole.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let fail = |error: std::io::Error| StoreError::io(path, &error);
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut file = File::create(&new).map_err(fail)?;
    file.write_all(content).map_err(fail)?;
    file.sync_all().map_err(fail)?;
    drop(file);
    std::fs::rename(&new, path).map_err(fail)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")));
    Ok(())
}

/// Makes a rename durable. Windows has no such call and journals it itself.
pub(crate) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder)
        && let Err(error) = folder.sync_all()
    {
        tracing::warn!(%error, "the folder could not be made durable");
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// The kind of network file system under a folder, if it is one. A folder that is not there yet counts as its parent.
pub(crate) fn network(folder: &Path) -> Option<String> {
    let folder = folder.ancestors().find_map(|folder| std::fs::canonicalize(folder).ok())?;
    let text = folder.to_string_lossy();
    // A mapped drive resolves to its share.
    if text.starts_with(r"\\?\UNC\") || (text.starts_with(r"\\") && !text.starts_with(r"\\?\")) {
        return Some("SMB".to_owned());
    }
    #[cfg(target_os = "linux")]
    let table = std::fs::read_to_string("/proc/self/mounts").ok();
    #[cfg(target_os = "macos")]
    let table = std::process::Command::new("/sbin/mount").output().ok().map(|output| mounts(&output.stdout));
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    let table: Option<String> = None;
    network_in(&table?, &folder)
}

/// `DEVICE on /FOLDER (KIND, …)` as lines of `DEVICE /FOLDER KIND`, the form that Linux has.
#[cfg(any(target_os = "macos", test))]
fn mounts(output: &[u8]) -> String {
    let mut table = String::new();
    for line in String::from_utf8_lossy(output).lines() {
        let Some((device, rest)) = line.split_once(" on ") else { continue };
        let Some((folder, kind)) = rest.rsplit_once(" (") else { continue };
        let kind = kind.split([',', ')']).next().unwrap_or_default();
        table.push_str(&format!("{} {} {kind}\n", device.replace(' ', "\\040"), folder.replace(' ', "\\040")));
    }
    table
}

fn network_in(table: &str, folder: &Path) -> Option<String> {
    const NETWORK: [&str; 16] = [
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "davfs",
    ];
    let mut best: Option<(usize, &str)> = None;
    for line in table.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(mounted), Some(kind)) = (fields.next(), fields.next()) else { continue };
        let mounted = PathBuf::from(mounted.replace("\\040", " "));
        let depth = mounted.components().count();
        // A later mount on the same folder hides an earlier one.
        if folder.starts_with(&mounted) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = Some((depth, kind));
        }
    }
    let (_, kind) = best?;
    let shared = NETWORK.contains(&kind)
        || ["fuse.sshfs", "fuse.rclone", "fuse.smbnetfs", "fuse.davfs", "fuse.gvfsd-fuse"].contains(&kind);
    shared.then(|| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "/dev/sda1 / ext4 rw 0 0\n//server/share /mnt/office\\040share cifs rw 0 0\n\
                         server:/home /home nfs4 rw 0 0\n/dev/sdb1 /home/wang ext4 rw 0 0\n";

    #[test]
    fn a_folder_on_another_computers_disk_is_named_with_its_file_system() {
        assert_eq!(network_in(TABLE, Path::new("/mnt/office share/desk")).as_deref(), Some("cifs"));
        assert_eq!(network_in(TABLE, Path::new("/home/li/desk")).as_deref(), Some("nfs4"));
    }

    #[test]
    fn a_desk_on_a_network_drive_is_refused_in_words_that_say_where_and_what_to_do() {
        let folder = Path::new("/mnt/office share/desk");
        let refused = at_home(folder, network_in(TABLE, folder)).unwrap_err();
        let words: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(include_str!("../../../words/zh-CN/store.json")).unwrap();
        let mut said = words[refused.key()].as_str().unwrap().to_owned();
        for (name, value) in refused.fills() {
            said = said.replace(&format!("{{{name}}}"), &value);
        }
        assert_eq!(
            said,
            "文件夹在网络盘上：/mnt/office share/desk（cifs）。网络盘会损坏数据，请改用本机磁盘上的文件夹。"
        );
        let home = Path::new("/home/wang/desk");
        assert!(at_home(home, network_in(TABLE, home)).is_ok());
    }

    #[test]
    fn a_local_folder_below_a_shared_one_is_local() {
        assert_eq!(network_in(TABLE, Path::new("/home/wang/desk")), None);
        assert_eq!(network_in(TABLE, Path::new("/var/desk")), None);
    }

    #[test]
    fn the_mount_table_of_a_mac_is_understood() {
        let table = mounts(b"//li@server/a b on /Volumes/a b (smbfs, nodev, nosuid)\n/dev/disk1 on / (apfs, local)\n");
        assert_eq!(network_in(&table, Path::new("/Volumes/a b/desk")).as_deref(), Some("smbfs"));
        assert_eq!(network_in(&table, Path::new("/Users/li")), None);
    }
}
