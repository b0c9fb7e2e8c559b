//! The office's host: a desk that is told to be it runs the centre's program beside itself, on a file of its own, for the
//! desks of the same local network. Its own facts go there like everybody's.

use super::runner::{self, CENTRE};
use crate::desk::{Desk, Open};
use crate::problem::{DeskError, Result};
use crate::view::HostView;
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The setting that holds the address at which this desk is the host.
pub(crate) const HOST: &str = "road.host";

/// The centre's program at work. Ended when dropped, and when the desk is killed: it keeps nothing that is not on the disk.
pub(crate) struct Host {
    child: Child,
    address: SocketAddr,
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn fault(error: &impl std::fmt::Display) -> DeskError {
    DeskError::said("host_failed", "", &[("detail", &error.to_string())])
}

/// The centre's program: beside this one, or one folder up, where the tests of a source tree find it.
fn program() -> Result<PathBuf> {
    let name = format!("greenlane-centre{}", std::env::consts::EXE_SUFFIX);
    let own = std::env::current_exe().map_err(|error| fault(&error))?;
    let beside = own.ancestors().skip(1).take(2).map(|folder| folder.join(&name)).find(|path| path.is_file());
    beside.ok_or_else(|| DeskError::said("host_program", &name, &[("name", &name)]))
}

fn folder(desk: &Desk) -> PathBuf {
    desk.home().join("host")
}

fn start(folder: &Path, listen: &str) -> Result<Host> {
    std::fs::create_dir_all(folder).map_err(|error| fault(&error))?;
    let mut command = Command::new(program()?);
    // A desk that is killed cannot end its host: the host ends itself when the pipe from the desk is closed.
    command.args(["serve", "--until-input-ends", "--listen", listen, "--database"]).arg(folder.join("centre.sqlite"));
    command.arg("--blobs").arg(folder.join("attachments")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| fault(&error))?;
    let mut said = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut said).map_err(|error| fault(&error))?;
    }
    match said.trim().parse() {
        Ok(address) => Ok(Host { child, address }),
        Err(_) => {
            // It said nothing because it could not begin: the address is taken, as a rule.
            let _ = child.wait();
            Err(DeskError::said("host_address", listen, &[("address", listen)]))
        }
    }
}

/// A one-time code for one more desk of the office.
fn code(folder: &Path, name: &str, region: &str) -> Result<String> {
    let mut command = Command::new(program()?);
    command.args(["enrol-code", "--name", name, "--region", region, "--database"]).arg(folder.join("centre.sqlite"));
    let done = command.stdin(Stdio::null()).output().map_err(|error| fault(&error))?;
    let code = String::from_utf8_lossy(&done.stdout).trim().to_owned();
    if done.status.success() { Ok(code) } else { Err(fault(&String::from_utf8_lossy(&done.stderr).trim())) }
}

/// How another machine of this network reaches an address here.
fn seen_from_outside(address: SocketAddr) -> SocketAddr {
    let own = || -> Option<IpAddr> {
        let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
        // Nothing is sent: the system only says which of its addresses it would use.
        socket.connect("192.0.2.1:9").ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    match own() {
        Some(ip) if address.ip().is_unspecified() => SocketAddr::new(ip, address.port()),
        _ => address,
    }
}

/// Makes this desk the office's host, or goes on being it: answers where the others find it and a code for one of them.
pub(crate) async fn host(desk: &Desk, listen: &str) -> Result<HostView> {
    let open = desk.open()?;
    let enrolled = open.store.setting(CENTRE).await?;
    let known = open.store.setting(HOST).await?;
    if let (Some(centre), None) = (&enrolled, &known) {
        return Err(DeskError::said("enrolled_already", "", &[("centre", centre)]));
    }
    let listen = known.unwrap_or_else(|| listen.trim().to_owned());
    let address = running(desk, &listen).await?;
    // From the next start on at the same place: the others know it.
    open.store.set(HOST, &format!("{}:{}", address.ip(), address.port())).await?;
    let (folder, region) = (folder(desk), open.pack.meta.region.clone());
    if enrolled.is_none() {
        let own = code(&folder, &open.mark, &region)?;
        runner::enrol(desk, &format!("http://127.0.0.1:{}", address.port()), &own).await?;
    }
    let code = code(&folder, &open.office.record.name, &region)?;
    Ok(HostView { url: format!("http://{}", seen_from_outside(address)), code })
}

async fn running(desk: &Desk, listen: &str) -> Result<SocketAddr> {
    let mut place = desk.host.lock().await;
    if let Some(host) = place.as_mut()
        && host.child.try_wait().is_ok_and(|ended| ended.is_none())
    {
        return Ok(host.address);
    }
    let host = start(&folder(desk), listen)?;
    let address = host.address;
    *place = Some(host);
    Ok(address)
}

/// Sees to it that a desk which is the host is at work as such.
pub(crate) async fn keep(desk: &Desk, open: &Open) {
    let Ok(Some(listen)) = open.store.setting(HOST).await else { return };
    if let Err(error) = running(desk, &listen).await {
        tracing::warn!(%error, "the office's host does not run");
    }
}
