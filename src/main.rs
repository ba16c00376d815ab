//! Wiring only: the arguments go to the command line's front, its exit status goes to the shell.

fn main() -> std::process::ExitCode {
    balcao::cli::run()
}
