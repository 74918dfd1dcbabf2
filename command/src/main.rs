//! The program `cargo-shapesmith`, which cargo runs as `cargo shapesmith`.

fn main() -> std::process::ExitCode {
    cargo_shapesmith::main()
}
