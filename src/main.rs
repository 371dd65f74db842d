//! The binary: everything is in the library, wired by `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    sesshu::cli::main()
}
