//! `objects`: S3's objects, put and got over TLS, large and small ones.
//!
//! Each client is a process of its own, so that its time, CPU and memory can be told; so is the server, which keeps
//! nothing.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::child::{self, Cost};
use crate::error::Error;
use crate::figure::Quantity;
use crate::folders;
use crate::plot::Panel;
use crate::session::Session;

/// The section of large objects.
pub(crate) const LARGE: &str = "GiB in objects of 64 MiB";
/// The section of small objects.
pub(crate) const SMALL: &str = "objects of 1 KiB, 64 at once";
/// The section of one object that memory could not hold.
pub(crate) const HUGE: &str = "one object of 5 GiB";

/// Objects that are sent.
pub(crate) const PUT: &str = "PutObject";
/// Objects that are received.
pub(crate) const GET: &str = "GetObject";

/// The clients: what they are called in tables, and as arguments of the program.
const PEERS: [(&str, &str); 3] = [(OURS, "shapesmith"), (SDK, "aws-sdk"), ("hyper, by hand", "by-hand")];

/// Our client.
pub(crate) const OURS: &str = "shapesmith";
/// The official SDK.
pub(crate) const SDK: &str = "aws-sdk-s3";

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// One row of work.
struct Case {
    section: &'static str,
    size: u64,
    count: u64,
    in_flight: u64,
    /// What the figures are given for: so many bytes, or so many objects.
    parts: f64,
}

/// The rows: of large objects a figure is that of one GiB, of small ones that of one object.
const CASES: [Case; 3] = [
    Case { section: LARGE, size: 64 * MIB, count: 48, in_flight: 1, parts: 3.0 },
    Case { section: SMALL, size: KIB, count: 20_000, in_flight: 64, parts: 20_000.0 },
    Case { section: HUGE, size: 5 * GIB, count: 1, in_flight: 1, parts: 1.0 },
];

/// The server, which ends with this value.
struct Server {
    child: Child,
    endpoint: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the command.
pub(crate) fn run(mut session: Session) -> Result<(), Error> {
    let program = build(&session)?;
    let server = serve(&program)?;
    for round in 1..=session.report.rounds {
        for case in &CASES {
            for action in [PUT, GET] {
                for (name, peer) in PEERS {
                    if session.wants_peer(name) && session.wants(case.section, action) {
                        let cost = work(&session, &program, &server, case, action, peer)?;
                        add(&mut session, round, case, action, name, cost);
                    }
                }
            }
        }
    }
    session.report.notes.push(
        "Each client is a process of its own against one server on the same machine, which keeps nothing; CPU and \
         memory are the client's alone. All of them speak HTTP/1.1 over TLS 1.3, and have CRC32 computed over what goes \
         up and comes down. The SDK brings its own TLS library, the other two use ring. What goes up in large objects is \
         read from a file, small ones from memory."
            .to_owned(),
    );
    session.finish(&[
        Panel::new(LARGE, Quantity::Cpu),
        Panel::new(SMALL, Quantity::Cpu),
        Panel::new(HUGE, Quantity::Memory),
    ])
}

/// Builds the program of clients and server.
fn build(session: &Session) -> Result<PathBuf, Error> {
    let target = session.folders.results.join("objects");
    let mut cargo = child::cargo(&session.folders.benches);
    cargo.args(["build", "--release", "--locked", "--package", "objects", "--target-dir"]).arg(&target);
    child::output(&mut cargo)?;
    Ok(target.join("release").join("objects").with_extension(std::env::consts::EXE_EXTENSION))
}

/// Starts the server and waits for its address.
fn serve(program: &std::path::Path) -> Result<Server, Error> {
    let failed = |error: std::io::Error| Error::io(program, "serve with it", &error);
    let mut child = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn().map_err(failed)?;
    let mut endpoint = String::new();
    if let Some(output) = child.stdout.take() {
        BufReader::new(output).read_line(&mut endpoint).map_err(failed)?;
    }
    Ok(Server { child, endpoint: endpoint.trim().to_owned() })
}

/// Lets a client do one row of work.
fn work(
    session: &Session,
    program: &std::path::Path,
    server: &Server,
    case: &Case,
    action: &str,
    peer: &str,
) -> Result<Cost, Error> {
    let mut command = child::program(program, &session.folders.root);
    let [size, count, in_flight] = [case.size, case.count, case.in_flight].map(|number| number.to_string());
    let verb = if action == PUT { "put" } else { "get" };
    command.args(["run", peer, verb, "--endpoint", &server.endpoint, "--size", &size, "--count", &count]);
    command.args(["--in-flight", &in_flight]);
    if action == PUT && case.section != SMALL {
        command.arg("--file").arg(zeros(session, case.size)?);
    }
    child::cost(&mut command)
}

/// A file of zeros, of which nothing lies on the disk.
fn zeros(session: &Session, size: u64) -> Result<PathBuf, Error> {
    let path = session.folders.results.join("objects").join(format!("{size}-zeros"));
    folders::write(&path, "")?;
    let file = std::fs::File::options().write(true).open(&path);
    file.and_then(|file| file.set_len(size)).map_err(|error| Error::io(&path, "make it as long", &error))?;
    Ok(path)
}

/// Keeps what the work took.
fn add(session: &mut Session, round: u32, case: &Case, action: &str, name: &str, cost: Cost) {
    let wall = cost.wall.as_secs_f64();
    let mut samples =
        vec![(Quantity::Wall, wall / case.parts), (Quantity::Cpu, cost.cpu.as_secs_f64() / case.parts)];
    samples.push((Quantity::Throughput, (case.size * case.count) as f64 / wall));
    samples.push((Quantity::Memory, cost.memory as f64));
    session.add(round, case.section, action, name, &samples);
}
