//! Secrets from the environment, or from the file that the environment names.

use std::env;

use secrecy::SecretString;

use crate::cli::{Failure, failure, print::Tongue};

/// All secrets, for `sesshu settings show`.
pub(super) const SECRETS: [&str; 9] = [
    "SESSHU_DATABASE_URL",
    "SESSHU_SEALING_KEYS",
    "SESSHU_LINE_CHANNEL_SECRETS",
    "SESSHU_LINE_ASSERTION_KEY",
    "SESSHU_LINE_CHANNEL_TOKEN",
    "SESSHU_LINE_LOGIN_CHANNEL_SECRET",
    "SESSHU_SMTP_USER",
    "SESSHU_SMTP_PASSWORD",
    "SESSHU_STAFF_TOKEN",
];

/// Reads the secret `name` from the variable of that name or from the file named by `{name}_FILE`
/// (as container platforms mount them). Setting both is an error. Surrounding white space is
/// removed.
pub(in crate::cli) fn secret(name: &str) -> Result<Option<SecretString>, Failure> {
    let tongue = Tongue::of_environment();
    let file = file_of(name);
    match (env::var(name), env::var(&file)) {
        (Ok(_), Ok(_)) => Err(tongue
            .pick(
                format!("{name} と {file} の両方が設定されています。一方にしてください"),
                format!("set {name} or {file}, not both"),
            )
            .into()),
        (Ok(value), Err(_)) => Ok(Some(value.trim().into())),
        (Err(_), Ok(path)) => {
            let value = std::fs::read_to_string(&path)
                .map_err(|error| failure::unread(format_args!("{file}={path}"), &error, tongue))?;
            Ok(Some(value.trim().into()))
        }
        (Err(_), Err(_)) => Ok(None),
    }
}

/// Returns the variable that provides the secret `name`, if there is one.
pub(super) fn set_by(name: &str) -> Option<String> {
    [name.to_owned(), file_of(name)].into_iter().find(|it| env::var_os(it).is_some())
}

fn file_of(name: &str) -> String {
    format!("{name}_FILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_that_is_read_is_listed() {
        let reads = include_str!("mod.rs").split("secret(\"").skip(1);
        let shown = include_str!("../admission.rs").split("secret(\"").skip(1);
        let read: Vec<_> = reads.chain(shown).filter_map(|rest| rest.split('"').next()).collect();
        assert!(read.len() >= SECRETS.len());
        for name in read {
            assert!(SECRETS.contains(&name), "{name} is not among SECRETS");
        }
    }
}
