//! Removes secrets from addresses that are shown in errors, by `doctor` and by `settings show`,
//! because people pass such output on to others.

/// The text shown instead of a secret.
const HIDDEN: &str = "***";

/// Secret parameters in addresses of PostgreSQL.
const SECRET_PARAMETERS: [&str; 2] = ["password", "sslpassword"];

/// Returns an address without user and password. An address that cannot be parsed, for example
/// because of a `#` or `/` in the password, is hidden after its scheme.
pub(super) fn address(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once(':') else { return HIDDEN.to_owned() };
    if scheme == "sqlite" {
        return url.to_owned();
    }
    let Some(rest) = rest.strip_prefix("//") else { return format!("{scheme}:{HIDDEN}") };
    // In an address of PostgreSQL the last `@` ends the user and password; earlier ones belong to a
    // password in which they were not escaped. Paths of other addresses may contain an `@`.
    let until = if scheme.starts_with("postgres") { None } else { rest.find(['/', '?', '#']) };
    let shown = match rest[..until.unwrap_or(rest.len())].rfind('@') {
        Some(at) => format!("{scheme}://{HIDDEN}{}", &rest[at..]),
        None => url.to_owned(),
    };
    if reqwest::Url::parse(&shown).is_err() {
        return format!("{scheme}://{HIDDEN}");
    }
    without_secret_parameters(&shown)
}

fn without_secret_parameters(url: &str) -> String {
    let Some((start, query)) = url.split_once('?') else { return url.to_owned() };
    let shown = query.split('&').map(|parameter| match parameter.split_once('=') {
        Some((name, _)) if SECRET_PARAMETERS.contains(&name) => format!("{name}={HIDDEN}"),
        _ => parameter.to_owned(),
    });
    format!("{start}?{}", shown.collect::<Vec<_>>().join("&"))
}

/// Returns a text, such as an error of a library, in which every address is redacted.
pub(super) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let start = rest[..at]
            .rfind(|c: char| !is_of_scheme(c))
            .map_or(0, |before| before + rest[before..].chars().next().map_or(0, char::len_utf8));
        let end = rest[at..].find(is_end_of_address).map_or(rest.len(), |end| at + end);
        let found = &rest[start..end];
        shown.push_str(&rest[..start]);
        let secret =
            found.contains('@') || SECRET_PARAMETERS.iter().any(|name| found.contains(name));
        if secret {
            shown.push_str(&address(found));
        } else {
            shown.push_str(found);
        }
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

fn is_of_scheme(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

fn is_end_of_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '（' | '）' | '「' | '」' | '。' | '、')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_password_are_hidden() {
        for (url, shown) in [
            ("postgres://sesshu:hush@database/sesshu", "postgres://***@database/sesshu"),
            ("postgres://sesshu:SEC#RET@127.0.0.1:26439/s", "postgres://***@127.0.0.1:26439/s"),
            ("postgres://sesshu:a@b/c@database/s", "postgres://***@database/s"),
            (
                "postgres://database/s?password=hush&sslmode=require",
                "postgres://database/s?password=***&sslmode=require",
            ),
            ("postgres://sesshu:hush#x", "postgres://***"),
            ("postgresql:sesshu:hush", "postgresql:***"),
            ("sesshu", "***"),
            ("https://yoyaku.example.jp/liff", "https://yoyaku.example.jp/liff"),
            ("https://lin.ee/p/@shiokaze", "https://lin.ee/p/@shiokaze"),
            ("https://me:hush@mail.example.jp/a", "https://***@mail.example.jp/a"),
            ("sqlite:data/sesshu.db", "sqlite:data/sesshu.db"),
        ] {
            assert_eq!(address(url), shown, "{url}");
        }
    }

    #[test]
    fn addresses_in_a_text_are_redacted() {
        for (said, shown) in [
            (
                "The connection string 'postgres://sesshu:SEC#RET@db/s' cannot be parsed.",
                "The connection string 'postgres://***@db/s' cannot be parsed.",
            ),
            ("見つかりません（postgres://a:b@db/s）", "見つかりません（postgres://***@db/s）"),
            ("see https://example.jp/a, please", "see https://example.jp/a, please"),
            ("a:b@c is no address", "a:b@c is no address"),
        ] {
            assert_eq!(text(said), shown);
        }
    }
}
