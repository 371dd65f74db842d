//! Progress bars for long work, on standard error and only on a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use super::{Tongue, Words};

/// Returns a bar of `total` steps with a label. Nothing is drawn if standard error is not a
/// terminal.
pub(in crate::cli) fn progress(total: u64, words: Words, tongue: Tongue) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
    let bar = ProgressBar::new(total).with_message(tongue.say(words));
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
