//! 利用規約: Markdown parsed into headings, paragraphs and lists, so that no HTML reaches a page.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::vaccination::municipality::Block;

/// Parses headings, paragraphs and (flat) lists. Markup inside them is reduced to its text, raw
/// HTML is dropped.
pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text = String::new();
    let mut items: Option<Vec<String>> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::List(_)) => items = Some(Vec::new()),
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::End(TagEnd::Heading(_)) => blocks.push(Block::Heading(take(&mut text))),
            Event::End(TagEnd::Item) => {
                if let Some(items) = &mut items {
                    items.push(take(&mut text));
                }
            }
            Event::End(TagEnd::List(_)) => {
                blocks.extend(items.take().map(Block::List));
            }
            Event::End(TagEnd::Paragraph) if items.is_none() => {
                blocks.push(Block::Paragraph(take(&mut text)));
            }
            _ => {}
        }
    }
    blocks
}

fn take(text: &mut String) -> String {
    std::mem::take(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_blocks_without_html() {
        let read = blocks(
            "## 見出し\n\n本文 <b>太字</b> と `code`\n\n- 一\n- **二**\n\n<script>x</script>\n",
        );
        assert_eq!(
            read,
            [
                Block::Heading("見出し".into()),
                Block::Paragraph("本文 太字 と code".into()),
                Block::List(vec!["一".into(), "二".into()]),
            ]
        );
    }
}
