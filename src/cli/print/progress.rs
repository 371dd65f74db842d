//! Bars for work that lasts, on standard error and only where somebody watches.

use indicatif::{ProgressBar, ProgressStyle};

use super::{Tongue, Words};

/// A bar of `total` steps under a few words. Nothing is drawn where standard error is no terminal.
pub(in crate::cli) fn progress(total: u64, words: Words, tongue: Tongue) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    let bar = ProgressBar::new(total).with_message(tongue.say(words));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
