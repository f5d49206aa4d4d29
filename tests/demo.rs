//! `cabinet demo`: a site of each preset from one program, and no trace of them once it is told to stop.

#![cfg(feature = "ssr")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The presets, in the order of their ports.
const PRESETS: [&str; 6] = ["standard", "phone", "console", "mailbox", "tender", "artists"];
const PATIENCE: Duration = Duration::from_secs(20);

/// A program at work in a folder of its own. Dropped, both are gone.
struct Program {
    child: Child,
    folder: PathBuf,
}

impl Program {
    fn start(name: &str, words: &[&str]) -> Self {
        let folder = std::env::temp_dir().join(format!("cabinet_demo_{name}_{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        // What a developer has here is not the demo's.
        std::fs::write(folder.join("cabinet.toml"), "no_such_key = true").unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_cabinet"))
            .args(words)
            .env("CABINET_BRAND__NAME", "Of the environment")
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Self { child: program.unwrap(), folder }
    }

    /// Sends it a signal, and waits for its end: whether that was a good one, and what it said of it.
    fn end(&mut self, signal: &str) -> (bool, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.ended()
    }

    fn ended(&mut self) -> (bool, String) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                let mut said = String::new();
                self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
                self.child.stdout.take().map(|mut out| out.read_to_string(&mut said).unwrap());
                return (status.success(), said);
            }
            assert!(begun.elapsed() < PATIENCE, "it goes on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn get(address: SocketAddr, language: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nAccept-Language: {language}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_site_of_each_preset_answers_until_the_program_is_told_to_stop() {
    for signal in ["-TERM", "-INT"] {
        let mut program = Program::start(signal, &["demo", "--port", "0"]);
        let mut lines = BufReader::new(program.child.stdout.take().unwrap()).lines();
        let told: Vec<String> = lines.by_ref().take(PRESETS.len() + 1).map(Result::unwrap).collect();
        let addresses: Vec<SocketAddr> = PRESETS
            .iter()
            .zip(&told)
            .map(|(preset, line)| {
                let (name, url) = line.split_once(' ').unwrap();
                assert_eq!(name, *preset, "{told:?}");
                url.trim().strip_prefix("http://").unwrap().parse().unwrap()
            })
            .collect();
        for (preset, address) in PRESETS.iter().zip(&addresses) {
            let page = get(*address, "en");
            assert!(page.starts_with("HTTP/1.1 200"), "{preset}: {page}");
            for other in addresses.iter().filter(|other| *other != address) {
                assert!(page.contains(&format!("href=\"http://{other}\"")), "{preset} leads to {other}: {page}");
            }
            assert!(!page.contains(&format!("href=\"http://{address}\"")), "{preset} is where one is");
            assert_eq!(page.matches("you are here</").count(), 1, "{preset}: {page}");
            assert!(!page.contains("Of the environment"), "{preset}");
            assert!(get(*address, "ru").contains("вы здесь") && get(*address, "ar").contains("أنت هنا"), "{preset}");
            let data = program.folder.join("data/demo").join(preset);
            assert!(data.join("cabinet.db").is_file() && data.join("cabinet.key").is_file(), "{preset}");
        }
        let (is_good, said) = program.end(signal);
        assert!(is_good && !said.contains("panicked"), "{signal}: {said}");
        for address in addresses {
            assert!(TcpStream::connect(address).is_err(), "{signal}: {address} answers nobody any more");
        }
    }
}

#[test]
fn where_a_port_is_taken_nothing_is_begun() {
    // The last of the six: the five before it are free, or taken by somebody else, which comes to the same.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut program = Program::start("taken", &["demo", "--port", &(port - 5).to_string()]);
    let (is_good, said) = program.ended();
    assert!(!is_good && said.contains("in use"), "{said}");
    assert!(!program.folder.join("data").exists());
}
