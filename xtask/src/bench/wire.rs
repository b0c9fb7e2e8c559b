//! A wire between programs that counts what goes over it, and can be as slow as an office's.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A way to a program that listens: speak to [`Wire::address`] instead.
pub struct Wire {
    address: SocketAddr,
    bytes: Arc<AtomicU64>,
}

/// When the wire is free again, both ways together.
type Busy = Arc<Mutex<Instant>>;

impl Wire {
    /// Lays a wire to an address; `per_second` bytes go over it, or as many as the machine can.
    pub fn to(far: SocketAddr, per_second: Option<u64>) -> std::io::Result<Self> {
        let near = TcpListener::bind("127.0.0.1:0")?;
        let address = near.local_addr()?;
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&bytes);
        let busy: Busy = Arc::new(Mutex::new(Instant::now()));
        std::thread::spawn(move || {
            for stream in near.incoming().flatten() {
                let Ok(onward) = TcpStream::connect(far) else { continue };
                for (from, to) in [(stream.try_clone(), onward.try_clone()), (onward.try_clone(), stream.try_clone())] {
                    if let (Ok(from), Ok(to)) = (from, to) {
                        let (counted, busy) = (Arc::clone(&counted), Arc::clone(&busy));
                        std::thread::spawn(move || carry(from, to, &counted, per_second, &busy));
                    }
                }
            }
        });
        Ok(Self { address, bytes })
    }
    /// Where to speak to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
    /// Bytes so far, both ways.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64, per_second: Option<u64>, busy: &Busy) {
    let mut part = vec![0; if per_second.is_some() { 4096 } else { 65536 }];
    while let Ok(length) = from.read(&mut part) {
        if length == 0 {
            break;
        }
        if let Some(per_second) = per_second {
            let takes = Duration::from_secs_f64(length as f64 / per_second as f64);
            let until = {
                let mut busy = busy.lock().unwrap_or_else(PoisonError::into_inner);
                *busy = (*busy).max(Instant::now()) + takes;
                *busy
            };
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
        }
        counted.fetch_add(length as u64, Ordering::Relaxed);
        if to.write_all(part.get(..length).unwrap_or_default()).is_err() {
            break;
        }
    }
    // One way is over; the other end is told.
    let _ = to.shutdown(Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_arrives_is_counted_and_takes_its_time() {
        let far = TcpListener::bind("127.0.0.1:0").expect("a port");
        let wire = Wire::to(far.local_addr().expect("an address"), Some(100_000)).expect("a wire");
        let said = vec![7; 20_000];
        let began = Instant::now();
        let speaker = std::thread::spawn({
            let (said, address) = (said.clone(), wire.address());
            move || TcpStream::connect(address).expect("a way").write_all(&said)
        });
        let mut heard = Vec::new();
        far.accept().expect("somebody").0.read_to_end(&mut heard).expect("read");
        speaker.join().expect("an end").expect("said");
        assert_eq!((heard, wire.bytes()), (said, 20_000));
        assert!(began.elapsed() >= Duration::from_millis(150), "{:?}", began.elapsed());
    }
}
