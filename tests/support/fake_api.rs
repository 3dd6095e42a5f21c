//! A server that follows a script to the byte, so that it can say what no honest server would.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// What the server heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Method and path.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What a script may do that has no name of its own.
pub type Deed = Box<dyn FnOnce(&mut TcpStream) + Send>;

/// What the server does with one connection once it has read the request.
pub enum Act {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Waits for the word of the test, or until the test drops its end.
    Wait(mpsc::Receiver<()>),
    /// Waits until the other end hangs up.
    Hold,
    /// Anything else.
    Do(Deed),
}

pub struct FakeApi {
    pub base: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    place: SocketAddr,
    gone: Arc<AtomicBool>,
}

impl Drop for FakeApi {
    /// Lets go of the port: a suite that starts a thousand servers must not run out of files.
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        // Only to wake it; where that fails it stays until the process ends.
        let _ = TcpStream::connect_timeout(&self.place, Duration::from_secs(1));
    }
}

impl FakeApi {
    /// A server that answers its connections by these scripts, one each, and closes all further ones.
    pub fn start(scripts: impl IntoIterator<Item = Vec<Act>, IntoIter: Send + 'static>) -> Self {
        Self::at("127.0.0.1", scripts)
    }

    /// The same at an address of this machine.
    pub fn at(address: &str, scripts: impl IntoIterator<Item = Vec<Act>, IntoIter: Send + 'static>) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let place = listener.local_addr().unwrap();
        let port = place.port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        let gone = Arc::new(AtomicBool::new(false));
        let leaves = Arc::clone(&gone);
        let mut scripts = scripts.into_iter();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if leaves.load(Ordering::Relaxed) {
                    return;
                }
                let script = scripts.next().unwrap_or_else(|| vec![Act::Do(Box::new(close))]);
                let log = Arc::clone(&log);
                thread::spawn(move || serve(stream, script, &log));
            }
        });
        Self {
            base: format!("http://{address}:{port}/v1"),
            heard,
            place,
            gone,
        }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

/// A whole answer with its length.
pub fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n", body.len());
    for header in headers {
        answer += header;
        answer += "\r\n";
    }
    let mut answer = (answer + "\r\n").into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// A whole answer in JSON.
pub fn json(status: &str, body: &str) -> Vec<u8> {
    answer(status, &["content-type: application/json"], body.as_bytes())
}

fn serve(stream: TcpStream, script: Vec<Act>, log: &Mutex<Vec<Heard>>) {
    let mut input = BufReader::new(stream.try_clone().unwrap());
    let Some(heard) = request(&mut input) else {
        return;
    };
    log.lock().unwrap().push(heard);
    let mut stream = stream;
    for act in script {
        match act {
            Act::Say(bytes) => {
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Act::Wait(word) => drop(word.recv()),
            Act::Hold => drop(input.read(&mut [0; 1])),
            Act::Do(deed) => deed(&mut stream),
        }
    }
}

fn close(stream: &mut TcpStream) {
    // The other end may have closed it already.
    let _ = stream.shutdown(Shutdown::Both);
}

fn request(input: &mut impl BufRead) -> Option<Heard> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        input.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    Some(Heard { line, headers, body })
}
