//! Figures of the benchmarks: printed, and written beside those of the others into one flat file,
//! name → number, where `BENCH_RESULTS` names one.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

/// The median of several rounds.
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

/// A count to reckon with.
pub(crate) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// So many in this time, a second.
pub(crate) fn a_second(many: usize, took: Duration) -> f64 {
    real(many) / took.as_secs_f64()
}

/// What 99 of 100 wait at most, in milliseconds.
pub(crate) fn p99_ms(mut waits: Vec<Duration>) -> f64 {
    waits.sort_unstable();
    waits[(waits.len() - 1) * 99 / 100].as_secs_f64() * 1_000.0
}

/// What a process holds, `VmRSS` at this moment or `VmHWM` at most.
pub(crate) fn memory_mb(process: &str, which: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap();
    let kilobytes = line.trim_start_matches(':').trim().trim_end_matches(" kB");
    kilobytes.parse::<f64>().unwrap() / 1_000.0
}

/// Says a figure and keeps it.
pub(crate) fn keep(name: &str, figure: f64) {
    let figure = (figure * 100.0).round() / 100.0;
    println!("{name} = {figure}");
    let Some(path) = std::env::var_os("BENCH_RESULTS").map(PathBuf::from) else { return };
    let kept = fs::read_to_string(&path).unwrap_or_else(|_| "{}".to_owned());
    let mut all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&kept).unwrap();
    all.insert(name.to_owned(), figure.into());
    fs::write(&path, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}

/// A size that can be set from outside.
pub(crate) fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}
