//! The figures of the benchmarks: printed, and added to one flat JSON file, name → number, if
//! `BENCH_RESULTS` names one.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

/// Returns the median of several rounds.
pub(crate) fn median(rounds: &[f64]) -> f64 {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// Converts a count for arithmetic.
pub(crate) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// Returns the rate per second.
pub(crate) fn a_second(many: usize, took: Duration) -> f64 {
    real(many) / took.as_secs_f64()
}

/// Returns the p99 of the waits, in milliseconds.
pub(crate) fn p99_ms(mut waits: Vec<Duration>) -> f64 {
    waits.sort_unstable();
    waits[(waits.len() - 1) * 99 / 100].as_secs_f64() * 1_000.0
}

/// Returns the memory of a process: `VmRSS` for the current, `VmHWM` for the peak use.
pub(crate) fn memory_mb(process: &str, which: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap();
    let kilobytes = line.trim_start_matches(':').trim().trim_end_matches(" kB");
    kilobytes.parse::<f64>().unwrap() / 1_000.0
}

/// Prints a figure and stores it.
pub(crate) fn keep(name: &str, figure: f64) {
    let figure = (figure * 100.0).round() / 100.0;
    println!("{name} = {figure}");
    let Some(path) = std::env::var_os("BENCH_RESULTS").map(PathBuf::from) else { return };
    let kept = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&kept).unwrap();
    all.insert(name.to_owned(), figure.into());
    fs::write(&path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}

/// Reads a size from the environment.
pub(crate) fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}
