//! The binary: everything is in the library, wired by `cli`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    sesshu::cli::main()
}
