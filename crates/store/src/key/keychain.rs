use std::time::Duration;

/// A place outside the folder that the operating system guards for the signed-in user.
///
/// An `Err` holds the reason in the system's words; the desk goes on without.
pub trait Keychain: Send + Sync {
    /// What is kept under a name.
    ///
    /// # Errors
    /// The keychain's reason when it is absent or locked.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
    /// Keeps something under a name.
    ///
    /// # Errors
    /// The keychain's reason when it is absent or locked.
    fn write(&self, name: &str, secret: &[u8]) -> Result<(), String>;
    /// Forgets what is kept under a name.
    ///
    /// # Errors
    /// The keychain's reason when it is absent or locked.
    fn remove(&self, name: &str) -> Result<(), String>;
}

/// The operating system's keychain: Windows credentials, the Mac's keychain, the secret service on Linux.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

/// No keychain: for servers, tests and made-up data.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeychain;

const SERVICE: &str = "greenlane";

impl Keychain for SystemKeychain {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let name = name.to_owned();
        patiently(move || match keyring::Entry::new(SERVICE, &name)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }
    fn write(&self, name: &str, secret: &[u8]) -> Result<(), String> {
        let (name, secret) = (name.to_owned(), zeroize::Zeroizing::new(secret.to_vec()));
        patiently(move || keyring::Entry::new(SERVICE, &name)?.set_secret(&secret))
    }
    fn remove(&self, name: &str) -> Result<(), String> {
        let name = name.to_owned();
        patiently(move || match keyring::Entry::new(SERVICE, &name)?.delete_credential() {
            Err(keyring::Error::NoEntry) | Ok(()) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

impl Keychain for NoKeychain {
    fn read(&self, _: &str) -> Result<Option<Vec<u8>>, String> {
        Err("none".to_owned())
    }
    fn write(&self, _: &str, _: &[u8]) -> Result<(), String> {
        Err("none".to_owned())
    }
    fn remove(&self, _: &str) -> Result<(), String> {
        Err("none".to_owned())
    }
}

/// A keychain may ask the user to unlock it, or hang: the desk does not wait longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

fn patiently<T: Send + 'static>(ask: impl FnOnce() -> keyring::Result<T> + Send + 'static) -> Result<T, String> {
    let (answer, answered) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // Nobody listens any more when the answer comes too late.
        let _ = answer.send(ask().map_err(|error| error.to_string()));
    });
    answered.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("no answer".to_owned()))
}
