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

/// So many in this time, a second.
pub(crate) fn a_second(many: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(many).unwrap()) / took.as_secs_f64()
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
