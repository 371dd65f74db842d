//! Compares the metrics that the code records, those described to Prometheus, and those on the
//! dashboard.

use std::{collections::BTreeSet, fs, path::Path};

use super::{here, rust_files};

#[test]
fn every_metric_is_described_and_shown_on_the_dashboard() {
    let emitted = emitted();
    assert!(emitted.len() > 20, "{emitted:?}");
    let described = names_in(&here().join("src/cli/metrics/names.rs"));
    assert_eq!(emitted, described, "what is counted, and what is described");
    let shown = names_in(&here().join("docs/grafana/sesshu.json"));
    let shown: BTreeSet<String> = shown.iter().map(|name| without_part(name)).collect();
    assert_eq!(emitted, shown, "what is counted, and what the dashboard shows");
}

#[test]
fn alerts_are_about_metrics_that_exist_and_name_runbooks_that_exist() {
    let file = here().join("docs/prometheus/alerts.yml");
    let alerted = names_in(&file);
    assert!(alerted.len() >= 8, "{alerted:?}");
    let unknown: Vec<_> = alerted.difference(&emitted()).cloned().collect();
    assert!(unknown.is_empty(), "alerts about metrics that the code does not count: {unknown:?}");
    let text = fs::read_to_string(file).unwrap();
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("runbook: ")) {
        assert!(here().join(line).exists(), "{line} is not there");
    }
}

/// Returns the metric names in calls of `metrics::counter!("…")`, `gauge!` and `histogram!`.
fn emitted() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in rust_files(&here().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        for kind in ["counter!(", "gauge!(", "histogram!("] {
            for (at, _) in text.match_indices(&format!("metrics::{kind}")) {
                let rest = text[at..].split_once('"').map(|(_, rest)| rest);
                names.extend(rest.and_then(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }
    names
}

/// Returns every word of a file that begins with the prefix of our metrics.
fn names_in(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap();
    let parts = text.split(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
    parts.filter(|part| part.starts_with("sesshu_")).map(str::to_owned).collect()
}

/// Removes the suffix of a histogram's time series, under which the dashboard shows it.
fn without_part(name: &str) -> String {
    let parts = ["_bucket", "_sum", "_count"];
    let whole = parts.into_iter().find_map(|part| name.strip_suffix(part));
    whole.unwrap_or(name).to_owned()
}
