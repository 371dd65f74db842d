//! The content of a mail, independent of its form, and its text form.

/// The content of a mail, part by part.
pub(super) struct Letter {
    pub(super) title: String,
    pub(super) parts: Vec<Part>,
    pub(super) small_print: String,
}

pub(super) enum Part {
    Text(String),
    Fact { name: String, lines: Vec<String> },
    Link { name: String, url: String },
}

impl Letter {
    pub(super) fn text(&self) -> String {
        let parts = self.parts.iter().map(Part::text).chain([self.small_print.clone()]);
        let mut text = parts.collect::<Vec<_>>().join("\n\n");
        text.push('\n');
        text
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Fact { name, lines } => format!("■ {name}\n{}", lines.join("\n")),
            Self::Link { name, url } => format!("■ {name}\n{url}"),
        }
    }
}
