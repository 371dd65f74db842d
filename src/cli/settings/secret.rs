//! Secrets from the environment, or from the file that the environment names.

use secrecy::SecretString;

use crate::cli::Failure;

/// The secret `name`, from the variable of that name or from the file named by `{name}_FILE`
/// (as container platforms mount them); both at once is refused. White space around it does not
/// count.
pub(in crate::cli) fn secret(name: &str) -> Result<Option<SecretString>, Failure> {
    let file = format!("{name}_FILE");
    match (std::env::var(name), std::env::var(&file)) {
        (Ok(_), Ok(_)) => Err(format!("set {name} or {file}, not both").into()),
        (Ok(value), Err(_)) => Ok(Some(value.trim().into())),
        (Err(_), Ok(path)) => {
            let value = std::fs::read_to_string(&path)
                .map_err(|error| format!("cannot read {file}={path}: {error}"))?;
            Ok(Some(value.trim().into()))
        }
        (Err(_), Err(_)) => Ok(None),
    }
}
