use super::{Described, Printer, Ticket};
use crate::error::PrintError;
use std::io::Write;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

fn connect(address: &str) -> Result<TcpStream, PrintError> {
    let failed = |reason: String| PrintError::Printer { printer: address.to_owned(), reason };
    let mut last = failed("no address".to_owned());
    for one in address.to_socket_addrs().map_err(|error| failed(error.to_string()))? {
        match TcpStream::connect_timeout(&one, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = failed(error.to_string()),
        }
    }
    Err(last)
}

/// A raw queue says nothing of itself but that it can be reached.
pub fn describe(address: &str) -> Result<Described, PrintError> {
    connect(address)?;
    Ok(Described {
        printer: Printer::Raw { address: address.to_owned() },
        name: address.to_owned(),
        accepting: true,
        reasons: Vec::new(),
        formats: Vec::new(),
        two_sided: false,
        trays: Vec::new(),
    })
}

/// Sends the bytes once for each copy: a raw queue knows no copies, sides or trays.
pub fn submit(address: &str, bytes: &[u8], ticket: &Ticket) -> Result<i32, PrintError> {
    for _ in 0..ticket.copies.max(1) {
        let mut stream = connect(address)?;
        let failed =
            |error: std::io::Error| PrintError::Printer { printer: address.to_owned(), reason: error.to_string() };
        stream.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
        stream.write_all(bytes).and_then(|()| stream.flush()).map_err(failed)?;
        stream.shutdown(std::net::Shutdown::Write).map_err(failed)?;
    }
    Ok(0)
}
